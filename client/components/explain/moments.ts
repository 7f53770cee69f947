import { useI18n } from '../../i18n'
import type { Instant } from '../../../server/domain/calendar'

/** Times and names as the explanation writes them. */
export function useMoments() {
  const { t, format } = useI18n()
  return {
    moment: (at: Instant) =>
      format.value.isToday(at) ? t('time.today', { time: format.value.time(at) }) : format.value.moment(at),
    /** `schedule` is no member, and of an old write nobody may know any more who let it go. */
    name: (by: string | null) => (by === null ? t('explain.byPod') : by === 'schedule' ? t('explain.bySchedule') : by),
  }
}
