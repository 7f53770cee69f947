/** The bodies that receivers want: ours as it is, a card for Teams, blocks for Slack. */
import type { WebhookShape } from '../../domain/notices'
import type { WebhookNotice } from './port'

export function bodyOf(shape: WebhookShape, notice: WebhookNotice): string {
  switch (shape) {
    case 'json':
      return JSON.stringify(plainBody(notice))
    case 'teams':
      return JSON.stringify(teamsBody(notice))
    case 'slack':
      return JSON.stringify(slackBody(notice))
    default:
      return shape satisfies never
  }
}

/** Lines beyond these are left out: Teams takes some 28 kB, Slack 50 blocks of at most 3,000 characters. */
const mostLines = 40
const longestLine = 1_000

const linesOf = ({ message }: WebhookNotice): string[] =>
  message.lines.slice(0, mostLines).map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line))

const plainBody = ({ id, at, message }: WebhookNotice) => ({ version: 1, id, at, ...message })

/** A message with one adaptive card, as Workflows and connectors take it. What looks like Markdown in a name is shown as it is. */
const teamsBody = (notice: WebhookNotice) => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        body: [
          {
            type: 'TextBlock',
            size: 'Medium',
            weight: 'Bolder',
            wrap: true,
            text: escapedMarkdown(notice.message.title),
          },
          ...linesOf(notice).map((line) => ({ type: 'TextBlock', wrap: true, text: escapedMarkdown(line) })),
        ],
      },
    },
  ],
})

const escapedMarkdown = (text: string): string => text.replaceAll(/[\\`*_[\]<>#|~]/g, (sign) => `\\${sign}`)

/** `text` is what notifications show; the blocks are plain text, in which no name can mention a person or a channel. */
const slackBody = (notice: WebhookNotice) => ({
  text: escapedSlack(notice.message.title),
  blocks: [notice.message.title, ...linesOf(notice)].map((text, place) => ({
    type: place === 0 ? 'header' : 'section',
    text: { type: 'plain_text', text: place === 0 ? text.slice(0, 150) : text, emoji: false },
  })),
})

/** The three signs that Slack's own format gives a meaning to. */
const escapedSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
