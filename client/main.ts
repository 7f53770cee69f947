/** Composition root of the pod: the only place where the real host, API and clock are chosen. */
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { apiKey } from './api'
import { createWindowHost, hostKey } from './host'
import { createHttpApi, createTokenHolder } from './httpApi'
import { createI18n, languageOf } from './i18n'
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

async function start() {
  const { locale, theme } = wishes()
  if (theme !== null) document.documentElement.dataset['theme'] = theme
  const holder = createTokenHolder()
  const i18n = createI18n({ locale, now: () => Date.now() })
  const language = languageOf(locale)
  // Without its texts the pod still works, in English.
  if (language !== 'en') await i18n.use(language).catch(() => undefined)
  document.documentElement.lang = language

  createApp(App)
    .use(createPinia())
    .use(i18n)
    .provide(apiKey, createHttpApi({ fetch: (...request) => fetch(...request), holder }))
    .provide(tokenHolderKey, holder)
    .provide(hostKey, createWindowHost(window))
    .mount('#app')
}

void start()
