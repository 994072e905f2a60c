import assert from 'node:assert/strict';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anyMediaTypeOfName } from '../../../src/core/asset/anyMediaType.ts';
import { kindOfExtension } from '../../../src/core/asset/mediaExtensions.ts';
import {
  extensionsOf,
  isSupported,
  kindOf,
  media,
  mediaGlob,
  mediaTypeOfName,
  nameMatching,
  nameWithUsualExtension,
  normalisedMediaType,
  supportedMediaTypes,
} from '../../../src/core/asset/mediaTypes.ts';

import { providers } from '../../../src/core/providers/registry.ts';

describe('media types', () => {
  it('are known under the names other programs give them', () => {
    const names: Readonly<Record<string, string>> = {
      'audio/x-m4a': 'audio/mp4',
      'video/vnd.avi': 'video/x-msvideo',
      'video/matroska': 'video/x-matroska',
      'video/x-m4v': 'video/mp4',
      'video/MP1S': 'video/mpeg',
      'video/MP2P': 'video/mpeg',
      'audio/ogg; codecs=opus': 'audio/ogg',
      'audio/vnd.wave': 'audio/wav',
      'audio/x-flac': 'audio/flac',
      'image/pjpeg': 'image/jpeg',
      'image/apng': 'image/png',
      'IMAGE/PNG': 'image/png',
    };
    for (const [name, canonical] of Object.entries(names)) {
      assert.equal(normalisedMediaType(name), canonical, name);
    }
  });

  it('have a kind, at least one extension, and are the type of a file with that extension', () => {
    assert.ok(supportedMediaTypes.length > 20);
    for (const mediaType of [...supportedMediaTypes, 'image/heic', 'image/x-exr', 'video/x-ms-wmv']) {
      assert.notEqual(kindOf(mediaType), undefined, mediaType);
      const extensions = extensionsOf(mediaType);
      assert.ok(extensions.length > 0, mediaType);
      for (const extension of extensions) {
        assert.equal(mediaTypeOfName(`a.${extension}`), mediaType, extension);
        assert.equal(mediaTypeOfName(`B.${extension.toUpperCase()}`), mediaType, extension);
      }
    }
  });

  it('have the kind that decides about limits and menus', () => {
    assert.equal(kindOf('image/webp'), 'image');
    assert.equal(kindOf('video/matroska'), 'video');
    assert.equal(kindOf('audio/x-wav'), 'audio');
    assert.equal(kindOf('application/zip'), 'archive');
    assert.equal(kindOf('application/pdf'), undefined);
    assert.deepEqual(extensionsOf('application/pdf'), []);
  });

  it('are not found in names that only look like an extension', () => {
    for (const name of ['png', '.png', 'picture', 'picture.', 'notes.txt', 'model.safetensors', 'photo.svg', '']) {
      assert.equal(mediaTypeOfName(name), undefined, name);
    }
  });

  it('are taken by exactly the providers whose limits name them', () => {
    const taken = new Set(providers.flatMap(({ limits }) => limits.flatMap(({ mediaTypes }) => mediaTypes)));
    assert.deepEqual([...taken].sort(), [...supportedMediaTypes].sort());
  });

  it('include those no provider takes, so that a refusal can name them', () => {
    for (const name of ['photo.HEIC', 'photo.heif', 'light.exr', 'sky.hdr', 'clip.wmv', 'song.wma', 'song.aiff']) {
      const mediaType = mediaTypeOfName(name);
      assert.ok(mediaType, name);
      assert.notEqual(kindOf(mediaType), undefined, name);
      assert.equal(isSupported(mediaType), false, name);
    }
    assert.equal(kindOfExtension('heic'), 'image');
    assert.equal(kindOfExtension('svg'), undefined);
  });

  it('are written by providers under short names', () => {
    assert.equal(media.mov, 'video/quicktime');
    assert.equal(media.threeGp, 'video/3gpp');
  });

  it('name any other file in a refusal', () => {
    assert.equal(anyMediaTypeOfName('/models/chair.glb'), 'model/gltf-binary');
    assert.equal(anyMediaTypeOfName('/photos/a.HEIC'), 'image/heic');
    assert.equal(anyMediaTypeOfName('/models/flux.SafeTensors'), '.safetensors');
    assert.equal(anyMediaTypeOfName('png'), 'png');
  });

  it('are found where the usual table is off', () => {
    assert.equal(mediaTypeOfName('scan.jfif'), 'image/jpeg');
    assert.equal(mediaTypeOfName('song.flac'), 'audio/flac');
    assert.equal(mediaTypeOfName('folder.png/clip.m4v'), 'video/mp4');
  });
});

describe('the glob for media files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'media-glob-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('matches every extension in any letter case, and no other file', () => {
    const names = supportedMediaTypes
      .flatMap(extensionsOf)
      .flatMap((extension) => [
        extension,
        extension.toUpperCase(),
        `${extension[0]?.toUpperCase()}${extension.slice(1)}`,
      ])
      .map((extension, index) => `${index}.${extension}`);
    for (const name of [...names, 'notes.txt', 'png', 'photo.xpng', 'photo.png.txt']) {
      writeFileSync(join(folder, name), '');
    }
    assert.deepEqual(globSync(mediaGlob(), { cwd: folder }).sort(), names.sort());
  });

  it('can be limited to some media types', () => {
    assert.equal(
      mediaGlob([media.jpeg, media.mp3]),
      '**/*.{[jJ][pP][gG],[jJ][pP][eE][gG],[jJ][pP][eE],[jJ][fF][iI][fF],[mM][pP]3}',
    );
  });
});

describe('the name a file is sent under where only usual extensions are documented', () => {
  it('gets the usual extension of its type instead of a rare one', () => {
    assert.equal(nameWithUsualExtension('a.jfif', 'image/jpeg'), 'a.jpg');
    assert.equal(nameWithUsualExtension('a.b.M4V', 'video/mp4'), 'a.b.mp4');
    assert.equal(nameWithUsualExtension('a.qt', 'video/quicktime'), 'a.mov');
  });

  it('stays as it is otherwise', () => {
    for (const [name, mediaType] of [
      ['a.jpeg', 'image/jpeg'],
      ['a.JPG', 'image/jpeg'],
      ['a.mp4', 'video/mp4'],
      ['a.pdf', 'application/pdf'],
      ['a', 'image/png'],
    ] as const) {
      assert.equal(nameWithUsualExtension(name, mediaType), name);
    }
  });
});

describe('the name a file is sent under', () => {
  it('stays as it is where the extension fits the content', () => {
    assert.equal(nameMatching('a.jpeg', 'image/jpeg'), 'a.jpeg');
    assert.equal(nameMatching('a.JPG', 'image/jpeg'), 'a.JPG');
    assert.equal(nameMatching('voice.opus', 'audio/ogg; codecs=opus'), 'voice.opus');
  });

  it('gets the extension of the content in place of a wrong one', () => {
    assert.equal(nameMatching('photo.jpg', 'image/webp'), 'photo.webp');
    assert.equal(nameMatching('two.dots.png', 'image/jpeg'), 'two.dots.jpg');
    assert.equal(nameMatching('clip.mp4', 'video/quicktime'), 'clip.mov');
  });

  it('keeps what only looks like an extension', () => {
    assert.equal(nameMatching('take.2', 'image/png'), 'take.2.png');
    assert.equal(nameMatching('v1.5 final', 'video/mp4'), 'v1.5 final.mp4');
    assert.equal(nameMatching('picture', 'image/png'), 'picture.png');
    assert.equal(nameMatching('.png', 'image/png'), '.png.png');
    assert.equal(nameMatching('notes.txt', 'image/png'), 'notes.txt.png');
  });

  it('stays as it is for a type that has no extension here', () => {
    assert.equal(nameMatching('a.pdf', 'application/pdf'), 'a.pdf');
  });
});
