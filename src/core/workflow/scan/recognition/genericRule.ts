import { readMediaValue } from '../mediaName.ts';

/** What a property's name says about its string, or about the strings in its object or list. */
export interface NameRole {
  /** Named like a media input: `image`, `referenceVideos`, `input_audio`, `first_frame`. */
  readonly isMedia: boolean;
  /** Holds the inputs of a request, whatever each of them is named. */
  readonly holdsInputs: boolean;
  /** Takes an address. */
  readonly takesUrl: boolean;
  /** Is about showing, describing or writing something, so nothing below it is an input. */
  readonly isForeign: boolean;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

const mediaWords = words(
  'img imgs photo photos picture pictures pic pics mask masks keyframe keyframes footage speech voice voices sound music ' +
    'song clip clips file files upload uploads media reference references ref refs sref cref oref',
);
/** Also matches compound words, such as `imageurl`. */
const mediaStart = /^(?:image|video|audio)/;
/** `frames` alone belong to an animation; `first_frame` and `lastFrameUrl` are images. */
const frameWords = words('frame frames');
const inputWords = words('input inputs');
const urlWords = words('url urls uri uris');
const foreignWords = words(
  // Shown by a program or a page.
  'icon icons logo logos favicon favicons thumbnail thumbnails thumb thumbs splash badge badges banner banners poster ' +
    'screenshot screenshots preview previews sprite sprites tileset tilesets marker og twitter meta metadata seo theme ' +
    'themes walkthrough walkthroughs ' +
    // Written to.
    'out output outputs dest destination save saved export exports result results prefix ' +
    // Read by people.
    'alt caption label labels title description hint message placeholder help tooltip error',
);

/** Property names of the outermost object that identify files of other programs. */
const foreignDocuments = words(
  // Packages and their locks.
  'dependencies devDependencies peerDependencies optionalDependencies scripts engines publisher contributes bin exports ' +
    'workspaces packageManager browserslist require require-dev autoload lockfileVersion ' +
    // Compilers, linters, bundlers, containers, editors.
    'compilerOptions extends rules entrypoints dockerComposeFile dockerFile apiVersion folders tokenColors iconDefinitions ' +
    // Anything with a schema of its own; linked data; API descriptions.
    '$schema $id @context @graph openapi swagger ' +
    // Apps and sites.
    'manifest_version start_url theme_color expo tauri ' +
    // Scenes, maps, data sets.
    'accessors bufferViews tilewidth tilesets annotations',
);
const foreignTypes = words('FeatureCollection Feature Topology GeometryCollection');

/** UTF-16 units. Longer names are keys of data. */
const maxNameLength = 64;

const noRole: NameRole = { isMedia: false, holdsInputs: false, takesUrl: false, isForeign: false };

export function roleOf(name: string): NameRole {
  // Settings (`editor.font`), paths (`src/a.png`), addresses and namespaces (`og:image`) used as names.
  if (name.length > maxNameLength || /[./\\:]/.test(name)) {
    return { ...noRole, isForeign: true };
  }
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  const some = (known: ReadonlySet<string>): boolean => parts.some((word) => known.has(word));
  return {
    isMedia: some(mediaWords) || parts.some((word) => mediaStart.test(word)) || (parts.length > 1 && some(frameWords)),
    holdsInputs: parts.length === 1 && some(inputWords),
    takesUrl: some(urlWords) || parts.some((word) => /urls?$/.test(word)),
    isForeign: some(foreignWords),
  };
}

/** Whether a property of the outermost object says that the document belongs to another program. */
export function isForeignDocument(name: string, text: string | undefined): boolean {
  return foreignDocuments.has(name) || (name === 'type' && text !== undefined && foreignTypes.has(text));
}

/** Whether a string in the place of a media input is a provider's reference or names a media file. */
export function isMediaValue(value: string, takesUrl: boolean): boolean {
  if (/^https?:/i.test(value)) {
    return takesUrl && readMediaValue(value).isMedia;
  }
  // A hash alone can mean anything, and `PNG, .jpg` is a list of formats.
  return !/^[0-9a-f]{64}$/i.test(value) && !/(?:^|[\s,/\\])\.\w+$/.test(value) && readMediaValue(value).isMedia;
}
