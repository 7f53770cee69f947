/** One page to draw on: texts that never leave their place, boxes and lines. Points from the upper left corner. */
import PDFDocument from 'pdfkit'
import type { Typefaces } from './typefaces'

export interface TextOptions {
  size: number
  color: string
  strong?: boolean
  align?: 'left' | 'right' | 'center'
}

export interface Paper {
  /** One line at most `width` wide: what is longer ends in …. `y` is its upper edge. */
  line(text: string, x: number, y: number, width: number, options: TextOptions): void
  /** As many lines as are needed, at most `most`; answers with the lower edge. */
  lines(text: string, x: number, y: number, width: number, most: number, options: TextOptions): number
  box(x: number, y: number, width: number, height: number, fill: string, border?: string): void
  rule(x: number, y: number, width: number, color: string, dotted?: boolean): void
  /** A character could not be shown so far. */
  lacks(): boolean
  /** The file. */
  end(): Promise<Uint8Array>
}

/** A line is this many times as high as its size. */
const leading = 1.3

export function newPaper(typefaces: Typefaces, of: { title: string; language: string; createdAt: Date }): Paper {
  const { title, language, createdAt } = of
  let lacks = false
  const document = new PDFDocument({
    size: 'A4',
    margin: 0,
    lang: language,
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: typefaces.printable(title).text, CreationDate: createdAt, ModDate: createdAt },
  })
  const parts: Buffer[] = []
  document.on('data', (part: Buffer) => parts.push(part))
  document.registerFont('regular', typefaces.regular)
  document.registerFont('strong', typefaces.strong)

  function use({ size, color, strong = false }: TextOptions): void {
    document
      .font(strong ? 'strong' : 'regular')
      .fontSize(size)
      .fillColor(color)
  }
  const widthOf = (text: string): number => document.widthOfString(text)
  function shown(text: string): string {
    const printable = typefaces.printable(text)
    lacks ||= !printable.whole
    return printable.text
  }
  /** The longest beginning that fits, with … where something was left out. */
  function fitted(text: string, width: number): string {
    if (widthOf(text) <= width) return text
    const signs = Array.from(text)
    let [fits, tooMany] = [0, signs.length]
    while (tooMany - fits > 1) {
      const middle = Math.floor((fits + tooMany) / 2)
      if (widthOf(`${signs.slice(0, middle).join('').trimEnd()}…`) <= width) fits = middle
      else tooMany = middle
    }
    return `${signs.slice(0, fits).join('').trimEnd()}…`
  }
  function put(text: string, x: number, y: number, width: number, align: TextOptions['align']): void {
    const free = width - widthOf(text)
    const start = align === 'right' ? x + free : align === 'center' ? x + free / 2 : x
    document.text(text, start, y, { lineBreak: false })
  }

  return {
    line(text, x, y, width, options) {
      use(options)
      put(fitted(shown(text), width), x, y, width, options.align)
    },
    lines(text, x, y, width, most, options) {
      use(options)
      const height = options.size * leading
      let rest = shown(text).split(' ')
      for (let count = 1; rest.length > 0; count += 1) {
        let taken = 1
        while (taken < rest.length && widthOf(rest.slice(0, taken + 1).join(' ')) <= width) taken += 1
        const isLast = count === most
        put(
          fitted((isLast ? rest : rest.slice(0, taken)).join(' '), width),
          x,
          y + (count - 1) * height,
          width,
          options.align,
        )
        rest = isLast ? [] : rest.slice(taken)
        if (rest.length === 0) return y + count * height
      }
      return y
    },
    box(x, y, width, height, fill, border) {
      document.rect(x, y, width, height).fill(fill)
      if (border !== undefined) document.rect(x, y, width, height).lineWidth(0.75).stroke(border)
    },
    rule(x, y, width, color, dotted = false) {
      document
        .moveTo(x, y)
        .lineTo(x + width, y)
        .lineWidth(dotted ? 1.25 : 0.75)
      if (dotted) document.dash(1.5, { space: 2 })
      document.stroke(color)
      document.undash()
    },
    lacks: () => lacks,
    end: () =>
      new Promise((resolve, reject) => {
        document.on('error', reject)
        document.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))))
        document.end()
      }),
  }
}
