import { describe, expect, it } from 'vitest';
import { bytesOf } from './fixtures.ts';
import { factsOf } from './readers.ts';

const glb = (bytes: Buffer) => factsOf(bytes, 'model/gltf-binary');
const usdz = (bytes: Buffer) => factsOf(bytes, 'model/vnd.usdz+zip');

describe('a GLB', () => {
  it('says its version and length', async () => {
    const bytes = bytesOf('media/model.glb');
    expect(await glb(bytes)).toEqual({ glbVersion: 2, glbLength: bytes.length });
    expect(await glb(bytesOf('tricky/version-1.glb'))).toMatchObject({ glbVersion: 1 });
  });

  it.each([
    ['tricky/wrong-length.glb', ['It says that it has 1048 bytes, and has 48.']],
    [
      'tricky/cut.glb',
      [
        'It says that it has 13444 bytes, and has 600.',
        'It is cut short: it ends within the scene.',
      ],
    ],
  ])('%s has the flaws %j', async (name, flaws) => {
    expect((await glb(bytesOf(name))).flaws).toEqual(flaws);
  });

  it('has its scene first', async () => {
    const bytes = bytesOf('media/model.glb');
    bytes.write('BIN\0', 16);
    const flaws = ['It is damaged: the scene does not come first in it.'];
    expect((await glb(bytes)).flaws).toEqual(flaws);
  });
});

describe('a USDZ', () => {
  it('that is whole has nothing to say', async () => {
    expect(await usdz(bytesOf('media/model.usdz'))).toEqual({});
  });

  it('is uncompressed, whether its first file says so or the list at its end', async () => {
    const flaws = ['Something in it is compressed, which USDZ does not allow.'];
    const first = bytesOf('media/model.usdz');
    first.writeUInt16LE(8, 8);
    expect((await usdz(first)).flaws).toEqual(flaws);
    const listed = bytesOf('media/model.usdz');
    listed.writeUInt16LE(8, listed.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 10);
    expect((await usdz(listed)).flaws).toEqual(flaws);
  });

  it('has a scene first, and the list of what it holds last', async () => {
    const bytes = bytesOf('media/model.usdz');
    const name = bytes.indexOf('.usd');
    bytes.write('.png', name);
    expect((await usdz(bytes)).flaws?.[0]).toBe('It is damaged: no scene comes first in it.');
    const { flaws } = await usdz(bytesOf('media/model.usdz').subarray(0, -30));
    expect(flaws).toEqual(['It is cut short: the list of what it holds is missing at its end.']);
  });
});
