/** Entries of a directory that are looked at: EXIF's first one has about a dozen. */
const entriesMax = 64;
const orientationTag = 274;
const short = 3;

/** The orientation in the bytes of an EXIF block, from its TIFF header on: 1 to 8. */
export function orientationIn(exif: Buffer): number | undefined {
  const order = exif.toString('latin1', 0, 2);
  if (exif.length < 8 || (order !== 'II' && order !== 'MM')) return undefined;
  const uint16 = (at: number) => {
    if (at + 2 > exif.length) return 0;
    return order === 'II' ? exif.readUInt16LE(at) : exif.readUInt16BE(at);
  };
  const directory = order === 'II' ? exif.readUInt32LE(4) : exif.readUInt32BE(4);
  const entries = Math.min(uint16(directory), entriesMax);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = directory + 2 + entry * 12;
    if (uint16(at) === orientationTag) return uint16(at + 2) === short ? uint16(at + 8) : undefined;
  }
  return undefined;
}
