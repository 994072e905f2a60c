import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { Uri as DocumentUri } from 'vscode';
import { scanWorkflow } from '../../../../src/core/workflow/scan/scanWorkflow.ts';
import { Uri } from '../vscodeModule.ts';
import { documentUri, placesNaming, promptNaming } from './samplePlaces.ts';

const { PlaceNames } = await import('../../../../src/editor/swap/preview/placeNames.ts');

function documentAt(uri: string, text: string | undefined) {
  return { uri: Uri.parse(uri) as unknown as DocumentUri, text };
}

/** What the places of one document are called. */
function namesIn(text: string): string {
  const places = scanWorkflow(text).inputs.map((input) => ({ document: documentUri, input }));
  return new PlaceNames([documentAt(documentUri, text)]).listed(places);
}

describe('The name of a place in a workflow', () => {
  it('is the title of its node with its id', () => {
    assert.equal(namesIn(promptNaming('a.png', 'b.png')), 'Picture 1 #10, Picture 2 #11');
  });

  it('is the class of a node without a title, also where the value stands in a list', () => {
    const node = { id: 7, type: 'LoadImage', widgets_values: ['a.png', 'image'] };
    assert.equal(namesIn(JSON.stringify({ last_node_id: 7, links: [], nodes: [node] })), 'LoadImage #7');
  });

  it('is its path where there is no node', () => {
    const task = { model: 'gen4_turbo', promptText: 'x', promptImage: [{ uri: 'a.png', position: 'first' }] };
    assert.match(namesIn(JSON.stringify(task)), /promptImage\.0\.uri$/);
  });

  it('names the document too where there are several', () => {
    const names = ['a.png'];
    const [place] = placesNaming(...names);
    assert.ok(place);
    const text = promptNaming(...names);
    const both = new PlaceNames([documentAt(documentUri, text), documentAt('file:///project/other.json', undefined)]);
    const other = { ...place, document: 'file:///project/other.json' };
    assert.equal(both.listed([place, other]), 'poster.json: Picture 1 #10, other.json: LoadImage 10.inputs.image');
  });

  it('is followed by how many more there are', () => {
    const names = ['a.png', 'b.png', 'c.png', 'd.png', 'e.png', 'f.png'];
    assert.match(namesIn(promptNaming(...names)), /Picture 4 #13, 2 more$/);
  });
});
