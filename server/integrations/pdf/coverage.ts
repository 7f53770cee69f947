/** Which characters a typeface has: its `cmap` table (OpenType 1.9, "cmap", formats 4 and 12). */

/** Says of a code point whether the font has a sign for it. Throws RangeError on a file that is no such font. */
export function coverageOf(font: Buffer): (codePoint: number) => boolean {
  const cmap = tableAt(font, 'cmap')
  const subtables = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, place) => {
    const record = cmap + 4 + place * 8
    return { platform: font.readUInt16BE(record), start: cmap + font.readUInt32BE(record + 4) }
  })
  const ranges = subtables
    .filter(({ platform }) => platform === 0 || platform === 3)
    .flatMap(({ start }) => rangesOf(font, start))
  return (codePoint) => ranges.some(([first, last]) => codePoint >= first && codePoint <= last)
}

function tableAt(font: Buffer, name: string): number {
  for (let place = 0; place < font.readUInt16BE(4); place += 1) {
    const record = 12 + place * 16
    if (font.toString('latin1', record, record + 4) === name) return font.readUInt32BE(record + 8)
  }
  throw new RangeError(`The font has no table ${name}`)
}

/** First and last code point of what it maps. Segments of format 4 may name code points without a sign; then their glyph is 0. */
function rangesOf(font: Buffer, start: number): [number, number][] {
  switch (font.readUInt16BE(start)) {
    case 12:
      return Array.from({ length: font.readUInt32BE(start + 12) }, (_, place) => {
        const group = start + 16 + place * 12
        return [font.readUInt32BE(group), font.readUInt32BE(group + 4)]
      })
    case 4: {
      const count = font.readUInt16BE(start + 6) / 2
      const at = (table: number, segment: number) => start + 14 + table * count * 2 + (table > 0 ? 2 : 0) + segment * 2
      return Array.from({ length: count }, (_, segment): [number, number][] => {
        const [last, first] = [font.readUInt16BE(at(0, segment)), font.readUInt16BE(at(1, segment))]
        const [delta, offset] = [font.readUInt16BE(at(2, segment)), font.readUInt16BE(at(3, segment))]
        if (first === 0xffff) return []
        const glyphOf = (code: number) => {
          if (offset === 0) return (code + delta) & 0xffff
          const glyph = font.readUInt16BE(at(3, segment) + offset + (code - first) * 2)
          return glyph === 0 ? 0 : (glyph + delta) & 0xffff
        }
        return Array.from({ length: last - first + 1 }, (_, step) => first + step)
          .filter((code) => glyphOf(code) !== 0)
          .map((code): [number, number] => [code, code])
      }).flat()
    }
    default:
      return []
  }
}
