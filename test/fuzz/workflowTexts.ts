import type { Random } from './random.ts';

const hash = '9d77b8530f8b3591edc5c4e8f3f55b2cf0960bb2ca35c04e32c1677687866576';
const fixedValues = [
  `api/${hash}.png`,
  hash,
  '989ba605-1449-4e1e-b462-cd83ec9c1a67',
  'runway://abc',
  'https://example.com/a.png',
  'data:image/png;base64,AAAA',
  'x.png [output]',
  'clipspace/a.png [input]',
  'a prompt',
  '',
];
const extensions = ['.png', '.mp4', '.wav', '.zip', '.glb', '.txt', '', '.PNG', '.webp [input]'];
const classes = [
  'LoadImage',
  'LoadVideo',
  'LoadAudio',
  'VHS_LoadVideo',
  'SaveImage',
  'VHS_VideoCombine',
  'Custom',
  'Note',
];

/** A valid document of any dialect, written in any style. */
export function workflowText(random: Random): string {
  const makers = [apiPrompt, uiDrawing, nodeInfoList, runwareTasks, runwayRequest, anything];
  const value = (random.oneOf(makers) ?? anything)(random);
  return styled(value, random);
}

function mediaValue(random: Random): string {
  if (random.chance(0.3)) {
    return random.oneOf(fixedValues) ?? '';
  }
  return `${random.text()}${random.oneOf(['a', 'b/c', '..\\d', 'C:\\e', 'ü'])}${random.oneOf(extensions)}`;
}

/** An asset as it may be written, or something that is nearly one. */
function assetObject(random: Random): unknown {
  const info: [string, unknown][] = [
    ['id', random.chance(0.8) ? '989ba605-1449-4e1e-b462-cd83ec9c1a67' : mediaValue(random)],
    ...(random.chance(0.4) ? [['file_path', mediaValue(random)] as [string, unknown]] : []),
    ...(random.chance(0.1) ? [['image', assetObject(random)] as [string, unknown]] : []),
  ];
  return shuffled(
    [
      ['__type', random.chance(0.9) ? 'core/ASSET' : random.text()],
      ['info', shuffled(info, random)],
      ...(random.chance(0.2) ? [['__value__', some(random, mediaValue)] as [string, unknown]] : []),
    ],
    random,
  );
}

function apiValue(random: Random): unknown {
  return random.chance(0.3) ? assetObject(random) : mediaValue(random);
}

function some<T>(random: Random, make: (random: Random) => T): T[] {
  return Array.from({ length: random.below(4) }, () => make(random));
}

function shuffled(entries: [string, unknown][], random: Random): Record<string, unknown> {
  return Object.fromEntries(entries.toSorted(() => random.next() - 0.5));
}

function apiPrompt(random: Random): unknown {
  const nodes = some(random, (each): [string, unknown] => [
    String(each.below(200)),
    shuffled(
      [
        ['class_type', each.oneOf(classes)],
        [
          'inputs',
          shuffled(
            [
              [each.oneOf(['image', 'video', 'audio', 'file', 'path', 'upload']) ?? '', apiValue(each)],
              ['model', ['4', 0]],
              ['text', each.text()],
              ['images', some(each, apiValue)],
            ],
            each,
          ),
        ],
      ],
      each,
    ),
  ]);
  const prompt = Object.fromEntries(nodes);
  return random.chance(0.3) ? { prompt, client_id: 'x' } : prompt;
}

function uiNode(random: Random): unknown {
  const value = mediaValue(random);
  const params = shuffled(
    [
      ['filename', value],
      ['type', random.oneOf(['input', 'output'])],
    ],
    random,
  );
  if (random.chance(0.5)) {
    params.subfolder = random.text();
  }
  const widgets = random.chance(0.5) ? [value, 'image', random.below(9)] : { video: value, videopreview: { params } };
  return shuffled(
    [
      ['id', random.below(99)],
      ['type', random.oneOf(classes)],
      ['widgets_values', widgets],
    ],
    random,
  );
}

function uiDrawing(random: Random): unknown {
  const drawing: Record<string, unknown> = { nodes: some(random, uiNode), links: [] };
  if (random.chance(0.3)) {
    drawing.definitions = { subgraphs: [uiDrawing(random)] };
  }
  return drawing;
}

function nodeInfoList(random: Random): unknown {
  const list = some(random, (each) =>
    shuffled(
      [
        ['nodeId', String(each.below(99))],
        ['fieldName', each.oneOf(['image', 'video', 'text', 'upload'])],
        ['fieldValue', mediaValue(each)],
      ],
      each,
    ),
  );
  return random.chance(0.5) ? { nodeInfoList: list } : list;
}

function runwareTasks(random: Random): unknown {
  return some(random, (each) =>
    shuffled(
      [
        ['taskType', 'imageInference'],
        ['seedImage', mediaValue(each)],
        ['referenceImages', [mediaValue(each), { image: mediaValue(each), tag: each.text() }]],
        ['inputs', { frame: 'first', videos: some(each, mediaValue) }],
      ],
      each,
    ),
  );
}

function runwayRequest(random: Random): unknown {
  return shuffled(
    [
      ['model', 'gen4_turbo'],
      ['promptText', random.text()],
      ['promptImage', random.chance(0.5) ? mediaValue(random) : [{ uri: mediaValue(random), position: 'first' }]],
      ['references', some(random, (each) => ({ type: 'image', uri: mediaValue(each) }))],
    ],
    random,
  );
}

function anything(random: Random, depth = 0): unknown {
  const choice = random.below(depth > 3 ? 4 : 7);
  switch (choice) {
    case 0:
      return mediaValue(random);
    case 1:
      return random.text();
    case 2:
      return random.chance(0.5) ? random.below(1000) / 8 : random.chance(0.5);
    case 3:
      return null;
    case 4:
      return some(random, (each) => anything(each, depth + 1));
    default:
      return Object.fromEntries(some(random, (each) => [each.text(), anything(each, depth + 1)]));
  }
}

/** Minified or indented, any line end, any way of escaping, with or without a byte order mark and comments. */
function styled(value: unknown, random: Random): string {
  let text = JSON.stringify(value, null, random.oneOf([0, 0, 2, 4, '\t']));
  if (random.chance(0.2)) {
    text = text.replace(/[^ -~\s]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }
  if (random.chance(0.2)) {
    text = text.replaceAll('/', '\\/');
  }
  if (random.chance(0.2)) {
    text = text.replace(/^([[{])/, '$1 /* "a.png" { */ ').replaceAll(',\n', ', // "b.png"\n');
  }
  if (random.chance(0.3)) {
    text = text.replaceAll('\n', '\r\n');
  }
  return `${random.chance(0.1) ? '\uFEFF' : ''}${text}${random.chance(0.5) ? '\n' : ''}`;
}

const insertions = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\n',
  '/',
  '//',
  '/*',
  '*/',
  '\\u',
  '\uFEFF',
  'null',
  '1',
  ' ',
  '\0',
  '""',
];

/** The text as it may be while somebody types, or after a bad copy: pieces gone, doubled, moved or put in between. */
export function mutate(text: string, random: Random): string {
  let result = text;
  for (let turn = 0; turn <= random.below(4); turn++) {
    const start = random.below(result.length + 1);
    const end = Math.min(result.length, start + random.below(20));
    const piece = result.slice(start, end);
    switch (random.below(4)) {
      case 0:
        result = result.slice(0, start) + result.slice(end);
        break;
      case 1:
        result = result.slice(0, start) + (random.oneOf(insertions) ?? '') + result.slice(start);
        break;
      case 2:
        result = result.slice(0, end) + piece + result.slice(end);
        break;
      default: {
        const target = random.below(result.length + 1);
        result = result.slice(0, target) + piece + result.slice(target);
      }
    }
  }
  return random.chance(0.1) ? result.slice(0, random.below(result.length + 1)) : result;
}
