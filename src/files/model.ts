import { flaw, type Found } from './facts.ts';
import type { Reading } from './reading.ts';

/** Bytes at the end in which the end mark of a ZIP archive is looked for: a comment may follow. */
const tailLength = 32 * 1024;
const directoryMax = 16 * 1024;

/** Version and length of a GLB (glTF 2.0, section 4: the binary container). */
export async function readGlb(reading: Reading, found: Found): Promise<void> {
  const head = await reading.at(0, 20);
  if (head.toString('latin1', 0, 4) !== 'glTF' || head.length < 12) return;
  const version = head.readUInt32LE(4);
  const length = head.readUInt32LE(8);
  found.glbVersion = version;
  found.glbLength = length;
  if (length !== reading.size) {
    flaw(found, `It says that it has ${length} bytes, and has ${reading.size}.`);
  }
  if (version !== 2) return;
  if (head.length < 20 || head.toString('latin1', 16, 20) !== 'JSON') {
    flaw(found, 'It is damaged: the scene does not come first in it.');
  } else if (20 + head.readUInt32LE(12) > reading.size) {
    flaw(found, 'It is cut short: it ends within the scene.');
  }
}

/** A USDZ is a ZIP archive in which nothing is compressed, and a scene comes first. */
export async function readUsdz(reading: Reading, found: Found): Promise<void> {
  const head = await reading.at(0, 30);
  if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) return;
  const name = (await reading.at(30, Math.min(head.readUInt16LE(26), 512))).toString('utf8');
  if (!/\.usd[ac]?$/i.test(name)) flaw(found, 'It is damaged: no scene comes first in it.');
  if (head.readUInt16LE(8) !== 0) flaw(found, compressed);

  const from = Math.max(0, reading.size - tailLength);
  const tail = await reading.at(from, tailLength);
  const mark = tail.lastIndexOf(endMark);
  if (mark === -1 || mark + 22 > tail.length) {
    flaw(found, 'It is cut short: the list of what it holds is missing at its end.');
    return;
  }
  const length = Math.min(tail.readUInt32LE(mark + 12), directoryMax);
  const directory = await reading.at(tail.readUInt32LE(mark + 16), length);
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50;) {
    if (directory.readUInt16LE(at + 10) !== 0) flaw(found, compressed);
    at += 46 + [28, 30, 32].reduce((sum, part) => sum + directory.readUInt16LE(at + part), 0);
  }
}

const compressed = 'Something in it is compressed, which USDZ does not allow.';
const endMark = Buffer.from('504b0506', 'hex');
