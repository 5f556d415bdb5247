/** Boxes that may stand in front of what tells MP4 and QuickTime apart. */
const fillers = ['free', 'skip', 'wide', 'pnot', 'uuid', 'udta'];
/** Boxes that files have which are older than brands: QuickTime. */
const content = ['moov', 'mdat'];
const boxesMax = 16;

/**
 * Where the box that names a file's brand begins (ISO/IEC 14496-12, `ftyp`): mostly at 0, behind
 * padding at times. `none`: it is of QuickTime's days before brands. Undefined: no boxes, as far as
 * the head goes.
 */
export function brandIn(head: Buffer): number | 'none' | undefined {
  let position = 0;
  for (let boxes = 0; boxes < boxesMax && position + 8 <= head.length; boxes += 1) {
    const name = head.toString('latin1', position + 4, position + 8);
    if (name === 'ftyp') return position;
    if (content.includes(name)) return 'none';
    if (!fillers.includes(name)) return undefined;
    const length = head.readUInt32BE(position);
    if (length < 8) return undefined;
    position += length;
  }
  return undefined;
}

/** Brands whose files MP4's readers understand (ISO/IEC 14496-12 and 14496-14). */
const ofMp4 = /^(?:isom|iso[2-9]|mp4[12]|avc1)$/;

/** Whether a file names one of MP4's brands beside its own. `position`: of the box that names them. */
export function isAlsoMp4(head: Buffer, position: number): boolean {
  const end = Math.min(position + head.readUInt32BE(position), head.length - 3);
  for (let at = position + 16; at < end; at += 4) {
    if (ofMp4.test(head.toString('latin1', at, at + 4))) return true;
  }
  return false;
}
