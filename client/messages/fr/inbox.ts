import type { messages as english } from '../en/inbox'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = {
  'inbox.text':
    'Ce qui n’a pas pu être facturé, par cause. Une ligne reste ici jusqu’à ce qu’elle soit envoyée, trouvée juste ou écartée.',
  'inbox.look': 'Regarder à nouveau',
  'inbox.reading': 'Lecture des échecs…',
  'inbox.readingRuns':
    'Lecture de ce que disent les envois passés : {read} sur {of}. Jusque-là, il peut y en avoir plus que dans la liste.',
  'inbox.failed': 'Les échecs ne peuvent pas être affichés pour l’instant',
  'inbox.none': 'Aucun échec',
  'inbox.none.text':
    'De tous les envois depuis {day}, chaque ligne a été envoyée, était déjà juste, a été écartée ou attend quelqu’un sous Envois.',
  'inbox.lines': { one: '{count} ligne', other: '{count} lignes' },
  'inbox.companies': { one: '{count} société', other: '{count} sociétés' },
  'inbox.monthly': '{amount} par mois',
  'inbox.since': 'depuis {at}',
  'inbox.andMore': {
    one: '{count} autre ; elle est affichée quand celles-ci sont réglées.',
    other: '{count} autres ; elles sont affichées quand celles-ci sont réglées.',
  },
  'inbox.company': 'Société',
  'inbox.product': 'Produit et contrat',
  'inbox.quantity': 'Avant → après',
  'inbox.money': 'Par mois',
  'inbox.why': 'Pourquoi',
  'inbox.action': 'Réessayer',
  'inbox.wholeCompany': 'toute la société',
  'inbox.nobody': 'Personne n’a rien à corriger : c’est peut-être déjà passé, et le prochain envoi essaiera à nouveau.',
  'inbox.words': '{why} : « {words} »',
  'inbox.ours': 'Une erreur de notre serveur ; elle est dans le journal',
  'inbox.sent': { one: '{count} ligne a été envoyée.', other: '{count} lignes ont été envoyées.' },
  'inbox.closed': {
    one: '{count} ligne est close sans écriture : elle est déjà juste, ou il n’y a rien à facturer.',
    other: '{count} lignes sont closes sans écriture : elles sont déjà justes, ou il n’y a rien à facturer.',
  },

  'inbox.blocked.agreementUnusable': 'Le contrat ne peut pas être facturé',
  'inbox.blocked.noAddition': 'Le contrat n’a pas d’ajout pour cela',
  'inbox.blocked.takenAway': 'L’ajout a été retiré dans ConnectWise',
  'inbox.blocked.severalAdditions': 'Plusieurs ajouts peuvent convenir',
  'inbox.blocked.catalogItemUnusable': 'L’article du catalogue ne peut pas être utilisé',
  'inbox.blocked.seatsUnread': 'Les postes n’ont pas pu être lus',
  'inbox.blocked.additionsUnread': 'Les ajouts n’ont pas pu être lus',
  'inbox.blocked.vanished': 'Trend Micro ne le signale plus, dans une liste incomplète',
  'inbox.blocked.adoptedGone': 'L’ajout choisi n’existe plus',
  'inbox.line.changedMeanwhile': 'L’ajout a été modifié entre la préparation et l’envoi',
  'inbox.line.additionGone': 'L’ajout n’existait plus au moment de l’envoi',
  'inbox.line.additionAppeared': 'Un ajout de cet article est apparu avant l’envoi',
  'inbox.line.agreementClosed': 'Le contrat a été clos entre la préparation et l’envoi',
  'inbox.line.interrupted': 'Le serveur s’est arrêté avant l’écriture',
  'inbox.line.planTooOld': 'La préparation était trop ancienne au moment de l’envoi',
  'inbox.line.cancelled': 'L’envoi a été annulé',
  'inbox.line.decidedOtherwise': 'Le lien, les contrats ou les réglages ont changé depuis la préparation',
  'inbox.line.invoicedMeanwhile': 'Le contrat a été facturé depuis la préparation',
  'inbox.line.openElsewhere': 'Un envoi précédent est encore sans réponse',
  'inbox.line.halfReplaced': 'Un remplacement n’est fait qu’à moitié',
  'inbox.line.replacementGone': 'Le nouvel ajout d’un remplacement a été supprimé',

  'inbox.retryLine': 'Réessayer cette ligne',
  'inbox.readAgain': 'Relire',
  'inbox.retryAll': { one: 'Réessayer {count} ligne…', other: 'Réessayer les {count} lignes…' },
  'inbox.state.sending': 'en cours d’envoi',
  'inbox.state.asked': 'réessayé automatiquement',
  'inbox.state.undo': 'à annuler sous Historique',

  'inbox.confirm.title': { one: 'Réessayer {count} ligne', other: 'Réessayer {count} lignes' },
  'inbox.confirm.anew': 'Chaque société est relue et préparée à nouveau.',
  'inbox.confirm.same':
    'Une ligne n’est envoyée que si la nouvelle préparation donne les nombres affichés ici, avant et après. Les autres lignes de sa société restent telles quelles.',
  'inbox.confirm.differs':
    'Rien n’est envoyé si les nombres diffèrent, ou si la ligne est retenue ou ne peut pas être facturée : sa ligne le dit alors, et cela se regarde dans le volet de la société.',
  'inbox.confirm.you': 'Vous approuvez ce qui est envoyé.',
  'inbox.confirm.retry': { one: 'Réessayer {count} ligne', other: 'Réessayer {count} lignes' },

  'inbox.outcome.sending': 'Nouvel essai : en route.',
  'inbox.outcome.failedAgain': 'Réessayé à l’instant, sans être envoyé non plus.',
  'inbox.outcome.unchanged': 'Rien à envoyer : ConnectWise a le bon nombre.',
  'inbox.outcome.gone': 'Rien à envoyer : la nouvelle préparation n’a pas cette ligne.',
  'inbox.outcome.closed': 'Elle a été envoyée ou modifiée entre-temps ; regardez à nouveau.',
  'inbox.outcome.differs':
    'Non envoyé : c’est maintenant {numbers}. Regardez-le dans le volet de la société et envoyez-le là.',
  'inbox.outcome.held': 'Non envoyé : {numbers} est retenu, {why}. Cela se décide dans le volet de la société.',
  'inbox.outcome.blocked': 'Non envoyé : {why}.',
  'inbox.outcome.readable': {
    one: 'La lecture fonctionne à nouveau. {count} ligne attend dans le volet de la société ; rien n’a été envoyé.',
    other:
      'La lecture fonctionne à nouveau. {count} lignes attendent dans le volet de la société ; rien n’a été envoyé.',
  },
  'inbox.outcome.notSent': 'Non envoyé. {why}',
  'inbox.refused.asked': 'ConnectWise est interrogé automatiquement pour savoir si c’est fait.',
  'inbox.refused.undo': 'Ce qui est annulé se réessaie sous Historique.',
}
