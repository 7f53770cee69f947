import { defineAsyncComponent, type Component } from 'vue'
import { useI18n } from '../i18n'
import type { Area } from '../messages/types'

/** A component that is fetched when it is first shown, together with the texts it needs. Call it in `setup`. */
export function useLazyView<C extends Component>(areas: Area[], load: () => Promise<{ default: C }>) {
  const { load: loadTexts } = useI18n()
  return defineAsyncComponent(async () => {
    const [module] = await Promise.all([load(), ...areas.map((area) => loadTexts(area))])
    return module.default
  })
}
