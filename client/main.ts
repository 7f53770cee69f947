/** Composition root of the client, pod and console alike: the only place where the real host, API and clock are chosen. */
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { apiKey, callKey } from './api'
import { createWindowHost, hostKey } from './host'
import { createHttpApi, createHttpCall, createTokenHolder } from './httpApi'
import { createI18n, languageOf, type I18n } from './i18n'
import { readLocale } from './locale'
import { tokenHolderKey } from './stores/session'
import './styles/tokens.css'
import './styles/icons.css'
import './styles/components.css'
import './styles/app.css'

/** The pod's address may set `lang` (`fr`) and `theme` (`dark`, `auto`); the host page announces neither. */
function wishes() {
  const params = new URLSearchParams(window.location.search)
  const theme = params.get('theme')
  return {
    locale: readLocale([params.get('lang') ?? '', ...navigator.languages]),
    theme: theme === 'dark' || theme === 'auto' ? theme : null,
  }
}

/** The console has an address of its own and comes on demand; everything else is the pod. */
async function pageOf({ load }: I18n, code: string | null) {
  if (!window.location.pathname.endsWith('/console')) return createApp(App)
  const [{ default: ConsoleApp }] = await Promise.all([import('./views/console/ConsoleApp.vue'), load('console')])
  return createApp(ConsoleApp, { code })
}
/** The code that the pod gave along. It leaves the address at once, before anything is fetched. */
function takeCode(): string | null {
  const code = new URLSearchParams(window.location.hash.slice(1)).get('code')
  if (code !== null) history.replaceState(null, '', window.location.pathname + window.location.search)
  return code
}

async function start() {
  const code = takeCode()
  const { locale, theme } = wishes()
  if (theme !== null) document.documentElement.dataset['theme'] = theme
  const holder = createTokenHolder()
  const call = createHttpCall({ fetch: (...request) => fetch(...request), holder })
  const i18n = createI18n({ locale, now: () => Date.now() })
  const language = languageOf(locale)
  // Without its texts the page still works, in English.
  if (language !== 'en') await i18n.use(language).catch(() => undefined)
  document.documentElement.lang = language
  const page = await pageOf(i18n, code)
  page
    .use(createPinia())
    .use(i18n)
    .provide(callKey, call)
    .provide(apiKey, createHttpApi(call))
    .provide(tokenHolderKey, holder)
    .provide(hostKey, createWindowHost(window))
    .mount('#app')
}

void start()
