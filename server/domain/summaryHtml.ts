/**
 * A summary as HTML that mail programs show: tables and inline styles only, no picture, no script, nothing fetched. The chart is a
 * table too, for many programs take drawings out. Pure; every text is escaped, for names come from outside.
 */
import type { Cell, SummaryPage } from './summaryPage'
import type { Tile } from './summaryTiles'

const font = "font-family:'Segoe UI',Helvetica,Arial,sans-serif"
const ink = '#1c2430'
const soft = '#5a6675'
const line = '#dbe1e8'
const accent = '#1f6feb'
/** Pixels of the tallest bar. */
const barHeight = 90

/** A whole document. `note`: what is said below the page, such as that a file is attached. */
export function htmlOf(page: SummaryPage, note: string | null = null): string {
  return `<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>${escape(`${page.title}: ${page.company}`)}</title>
</head>
<body style="margin:0;padding:0;background:#eef1f5">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#eef1f5"><tr><td align="center" style="padding:16px 6px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:680px;background:#ffffff;border:1px solid ${line};${font};color:${ink};font-size:14px;line-height:20px">
<tr><td style="padding:22px 20px 16px;border-top:4px solid ${accent}">
<p style="margin:0;font-size:13px;color:${soft}">${escape(page.title)}</p>
<h1 style="margin:2px 0 2px;font-size:24px;line-height:30px;font-weight:600">${escape(page.company)}</h1>
<p style="margin:0;color:${soft}">${escape(page.asOf)}</p>
</td></tr>
<tr><td style="padding:0 20px 20px">${tiles(page.tiles)}</td></tr>
<tr><td style="padding:0 20px 20px">${products(page)}</td></tr>
<tr><td style="padding:0 20px 20px">${heading(page.chart.title)}${chart(page)}</td></tr>
<tr><td style="padding:0 20px 20px">${heading(page.ending.title)}${ending(page)}</td></tr>
<tr><td style="padding:14px 20px 20px;border-top:1px solid ${line};font-size:12px;line-height:17px;color:${soft}">
${[...page.notes, ...(note === null ? [] : [note])].map((text) => `<p style="margin:0 0 3px">${escape(text)}</p>`).join('\n')}
</td></tr>
</table>
</td></tr></table>
</body>
</html>
`
}

const heading = (text: string): string =>
  `<h2 style="margin:0 0 8px;font-size:16px;line-height:22px;font-weight:600">${escape(text)}</h2>`

function tiles(all: readonly Tile[]): string {
  const cells = all.map(
    ({ label, value, note, mute }) =>
      `<td width="25%" valign="top" style="padding:9px 8px;border:1px solid ${line};background:#f7f9fb;word-break:break-word">
<div style="font-size:11px;line-height:15px;color:${soft}">${escape(label)}</div>
<div style="font-size:${mute ? '13px' : '22px'};line-height:${mute ? '17px' : '30px'};font-weight:${mute ? 400 : 600};color:${mute ? soft : ink}">${escape(value)}</div>
<div style="font-size:11px;line-height:15px;color:${soft}">${note === null ? '&nbsp;' : escape(note)}</div>
</td>`,
  )
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;table-layout:fixed"><tr>
${cells.join('\n')}
</tr></table>`
}

/** Of the product's column and of each of the others, so that names keep room beside them on a telephone. */
const shares = ['34%', '16.5%']

function products({ head, rows, more }: SummaryPage): string {
  const th = (text: string, place: number) =>
    `<th scope="col" align="${place === 0 ? 'left' : 'right'}" width="${shares[Math.min(place, 1)] ?? ''}" style="padding:6px 0 6px ${place === 0 ? '0' : '4px'};border-bottom:2px solid ${line};font-size:11px;font-weight:600;color:${soft}">${escape(text)}</th>`
  const cell = ({ text, mute }: Cell) =>
    `<td align="right" valign="top" style="padding:7px 0 7px 4px;border-bottom:1px solid ${line};${mute ? `font-size:11px;color:${soft}` : ''}">${escape(text)}</td>`
  const body = rows.map(
    ({ name, detail, cells }) =>
      `<tr><td valign="top" style="padding:7px 4px 7px 0;border-bottom:1px solid ${line};word-wrap:break-word">${escape(name)}${
        detail === null
          ? ''
          : `<br><span style="font-size:11px;line-height:15px;color:${soft}">${escape(detail)}</span>`
      }</td>${cells.map(cell).join('')}</tr>`,
  )
  return `<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;table-layout:fixed;font-size:13px;line-height:18px">
<thead><tr>${head.map(th).join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table>${more === null ? '' : `<p style="margin:6px 0 0;color:${soft}">${escape(more)}</p>`}`
}

/** One column a month: a block as high as its number, the number above it, the month below. */
function chart({ chart: { bars, none } }: SummaryPage): string {
  if (none !== null) return `<p style="margin:0;color:${soft}">${escape(none)}</p>`
  const largest = Math.max(1, ...bars.map(({ seats }) => seats ?? 0))
  const column = ({ seats, text }: (typeof bars)[number]) => {
    if (seats === null)
      return `<div style="font-size:8.5px;line-height:11px;color:${soft}">${escape(text)}</div><div style="height:1px;margin:3px 3px 0;border-bottom:2px dotted ${line};font-size:1px;line-height:1px">&nbsp;</div>`
    const height = Math.max(seats > 0 ? 2 : 0, Math.round((seats / largest) * barHeight))
    const block =
      height === 0
        ? ''
        : `<table role="presentation" width="70%" align="center" cellpadding="0" cellspacing="0"><tr><td height="${height}" bgcolor="${accent}" style="height:${height}px;background:${accent};font-size:1px;line-height:1px">&nbsp;</td></tr></table>`
    return `<div style="font-size:11px;line-height:15px">${escape(text)}</div>${block}`
  }
  return `<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;table-layout:fixed">
<tr>${bars.map((bar) => `<td align="center" valign="bottom" height="${barHeight + 18}" style="height:${barHeight + 18}px;border-bottom:1px solid ${soft}">${column(bar)}</td>`).join('')}</tr>
<tr>${bars.map(({ label, full }) => `<td align="center" style="padding-top:4px;font-size:11px;line-height:14px;color:${soft}"><span title="${escape(full)}">${escape(label)}</span></td>`).join('')}</tr>
</table>`
}

function ending({ ending: { rows, more, none } }: SummaryPage): string {
  if (none !== null) return `<p style="margin:0;color:${soft}">${escape(none)}</p>`
  const items = rows.map(
    ({ name, text }) =>
      `<p style="margin:0 0 4px;padding-left:10px;border-left:3px solid #c77700">${escape(name)}<br><span style="font-size:12px;color:${soft}">${escape(text)}</span></p>`,
  )
  return `${items.join('\n')}${more === null ? '' : `<p style="margin:4px 0 0;color:${soft}">${escape(more)}</p>`}`
}

const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
