import type { messages as english } from '../en/send'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = {
  'send.title': 'Examiner et envoyer',
  'send.close': 'Fermer sans envoyer',
  'send.seatsRead': 'Licences lues {time}',
  'send.tick': 'Envoyer {product}',
  'send.tickHeld': 'Envoyer {product} bien que retenu',
  'send.lands': 'Ira sur la facture du {day}, qui n’est pas encore établie.',
  'send.landsWithout': 'ConnectWise ne donne pas de date de prochaine facture.',
  'send.whyDrop': 'Pourquoi cette baisse est-elle juste ? (conservé dans l’historique)',
  'send.whyRise': 'Pourquoi cette hausse est-elle juste ? (conservé dans l’historique)',
  'send.whyHeld': 'Pourquoi est-ce juste ? (conservé dans l’historique)',
  'send.whyMissing': 'Écrivez en quelques mots pourquoi c’est juste.',
  'send.cannot': 'Ne peut pas être envoyé',
  'send.fixAgreement': 'Configurer le contrat',
  'send.nothingFor': 'Rien à envoyer pour {products}.',
  'send.item': '{product} ({reason})',
  'send.itemUnchanged': 'inchangé, {quantity}',
  'send.fromLines': {
    one: 'pour {count} ligne, dans ConnectWise, maintenant',
    other: 'pour {count} lignes, dans ConnectWise, maintenant',
  },
  'send.fromLinesShort': { one: 'pour {count} ligne', other: 'pour {count} lignes' },
  'send.noneTicked': 'Aucune ligne cochée',
  'send.cancel': 'Annuler',
  'send.now': 'Envoyer maintenant',
  'send.starting': 'Démarrage…',
  'send.sendingTitle': 'Envoi',
  'send.resultTitle': 'Envoyé',
  'send.progress': '{done} lignes terminées sur {total}',
  'send.canClose': 'Vous pouvez fermer ; l’envoi continue.',
  'send.resultAll': { one: '{count} ligne envoyée.', other: '{count} lignes envoyées.' },
  'send.resultSome':
    '{sent} lignes envoyées sur {total}. Les autres n’ont pas été modifiées dans ConnectWise ; aucune ligne n’est envoyée deux fois.',
  'send.resultUnknown': {
    one: '{count} ligne est en cours de vérification : ConnectWise n’a pas répondu.',
    other: '{count} lignes sont en cours de vérification : ConnectWise n’a pas répondu.',
  },
  'send.newNumbers': 'Afficher les nouveaux nombres',
  'send.announce': { one: '{count} ligne, {amount} par mois', other: '{count} lignes, {amount} par mois' },
  'send.stillWatching':
    'C’est plus long que d’habitude. L’envoi continue sans cette fenêtre ; consultez l’historique plus tard.',
}
