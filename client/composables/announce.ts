import { defineStore } from 'pinia'
import { ref } from 'vue'

/** One live region for the whole pod (App.vue). Polite by default; assertive only for "sending stopped" and "sign-in ended". */
export const useAnnounce = defineStore('announce', () => {
  const polite = ref('')
  const assertive = ref('')
  function say(text: string, how: 'polite' | 'assertive' = 'polite') {
    // The same text twice is read once; a no-break space at the end makes it new.
    const target = how === 'polite' ? polite : assertive
    target.value = target.value === text ? `${text} ` : text
  }
  return { polite, assertive, say }
})
