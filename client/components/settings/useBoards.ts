import { shallowRef } from 'vue'
import { troubleOf, type Trouble } from '../../composables/problem'
import { useNoticesApi } from '../../noticesApi'

/** Boards on which a ticket can be made; what is saved can be changed without them. */
export function useBoards() {
  const api = useNoticesApi()
  const boards = shallowRef<{ id: number; name: string }[] | null>(null)
  const boardsTrouble = shallowRef<Trouble | null>(null)
  async function loadBoards() {
    boardsTrouble.value = null
    try {
      boards.value = (await api.boards()).boards
    } catch (error) {
      boardsTrouble.value = troubleOf(error)
    }
  }
  return { boards, boardsTrouble, loadBoards }
}
