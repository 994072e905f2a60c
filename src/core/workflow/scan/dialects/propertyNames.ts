/** Property names that mark a format, for scanning documents and for recognising them. */

/** Parameters of Runware's tasks that take a UUID or a URL, at any depth of a task (runware.ai/docs, task types). */
export const runwareParameters: ReadonlySet<string> = new Set(
  (
    'seedImage maskImage inputImage inputImages referenceImages guideImage guideImages inputMasks poseImage frameImages ' +
    'referenceVideos referenceAudios referenceVoices inputAudio inputAudios inputVideo inputVideos superResolutionReferences ' +
    'meshFile frontalImage image images video videos audio audios mask masks frame frames references background avatar media'
  ).split(' '),
);

/** Properties of Runway's request bodies that no other API has. */
export const runwayOnlyNames: readonly string[] = ['promptImage', 'promptVideo'];

/** Properties that mark a request to Runway when there is a `model` as well. */
export const runwayModelNames: readonly string[] = [
  'videoUri',
  'imageUri',
  'audioUri',
  'referenceImage',
  'referenceAudios',
];

/** Properties of Runway's recipes and characters that hold `{"uri"}` or a list of it (docs.dev.runwayml.com/api). */
export const runwayUriHolders =
  /^(?:promptImage|references?|reference(?:Image|Video|Audio)s?|keyframes|character|firstFrame|(?:original|new)?[pP]roductImages?|styleImages|characterImage|media)$/;
