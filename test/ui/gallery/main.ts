/** Shows one state of the pod: `?state=linked&locale=fr-FR&theme=dark`. Without a state, the list of them. */
import '../../../client/styles/tokens.css'
import '../../../client/styles/icons.css'
import '../../../client/styles/components.css'
import '../../../client/styles/app.css'
import { languageOf } from '../../../client/i18n'
import { anI18n, mountInto, surroundings } from '../fixtures/mount'
import { now } from '../fixtures/fairhaven'
import { defaultComponent, states, type Find } from './states'

const params = new URLSearchParams(location.search)
const root = document.querySelector('#app')
const name = params.get('state')
const state = name === null ? undefined : states[name]
// The mock-ups' day everywhere, so that "today" and token lives fit the fixtures.
Date.now = () => now

const find: Find = async (selector, text) => {
  for (let tries = 0; tries < 150; tries += 1) {
    const hit = [...document.querySelectorAll<HTMLElement>(selector)].find(
      (element) => text === undefined || `${element.textContent} ${element.ariaLabel ?? ''}`.includes(text),
    )
    if (hit) return hit
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`Not found: ${selector} ${text ?? ''}`)
}

async function show() {
  if (!root) return
  if (!state) {
    root.innerHTML = `<ul>${Object.keys(states)
      .map((each) => `<li><a href="?state=${each}">${each}</a></li>`)
      .join('')}</ul>`
    return
  }
  const locale = params.get('locale') ?? 'en-US'
  const i18n = anI18n(locale)
  await i18n.use(languageOf(locale))
  document.documentElement.lang = languageOf(locale)
  const theme = params.get('theme')
  if (theme !== null) document.documentElement.dataset['theme'] = theme
  mountInto(root, state.component ?? defaultComponent, surroundings({ ...state, i18n }))
  await state.act?.(find)
  document.body.dataset['shown'] = 'true'
}

void show()
