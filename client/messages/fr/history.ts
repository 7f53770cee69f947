import type { messages as english } from '../en/history'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = {
  'history.title': 'Historique',
  'history.caption': 'Ce qui a été envoyé à ConnectWise, du plus récent au plus ancien',
  'history.when': 'Quand',
  'history.line': 'Ligne, par qui',
  'history.change': 'Avant → après',
  'history.result': 'Résultat',
  'history.all': 'Toutes les entrées',
  'history.more': 'Afficher les entrées plus anciennes',
  'history.loading': 'Lecture de l’historique…',
  'history.loaded': { one: '{count} entrée', other: '{count} entrées' },
  'history.failed': 'L’historique n’a pas pu être lu',
  'history.failedPanel': 'L’historique n’a pas pu être lu. Ouvrez toutes les entrées pour réessayer.',
  'history.empty': 'Rien n’a encore été envoyé pour cette société.',
  'history.emptyHow':
    'Chaque envoi figure ici avec la quantité avant et après, la personne qui l’a fait et le résultat.',
  'history.by.schedule': 'calendrier',
  'history.by.catchUp': 'calendrier, rattrapé',
  'history.by.approved': '{trigger}, approuvé par {name}',
  'history.released': 'libéré : {reason}',
  'history.result.sent': 'Envoyé',
  'history.result.unchanged': 'Inchangé',
  'history.result.failed': 'Échec',
  'history.result.unknown': 'Vérification',
  'history.result.stale': 'Changé entre-temps',
  'history.result.skipped': 'Laissé de côté',
  'history.by.skipped': 'laissé de côté par {name}',
  'history.by.undo': 'annulé par {name}',
  'history.by.undoWhy': 'annulé par {name} : {reason}',
  'history.undone': 'annulé le {day} par {name}',
  'history.undoneLater': 'annulé plus tard',
  'history.why.skipped': 'laissé de côté exprès',
  'history.why.sent': 'facture du {day}',
  'history.why.unchanged': 'rien d’écrit',
  'history.why.unknown': 'ConnectWise n’a pas répondu',
  'history.why.stale': 'non écrasé',
  'history.request': 'requête {id}',
  'history.undo': 'Annuler l’envoi',
  'history.undoLabel': 'Annuler l’envoi : {product}, {day}',

  'undo.title': 'Annuler un envoi',
  'undo.of': 'Envoyé {time}',
  'undo.reading': 'Lecture de ce que ConnectWise a maintenant…',
  'undo.lines': 'Ce que l’annulation ferait',
  'undo.stays': 'reste à {quantity}',
  'undo.which': 'Ce qu’il faut annuler',
  'undo.line': 'Annuler cette ligne : {product}',
  'undo.run': {
    one: 'Annuler toute cette exécution : {count} ligne',
    other: 'Annuler toute cette exécution : {count} lignes',
  },
  'undo.why': 'Pourquoi est-ce annulé ? (conservé dans l’historique)',
  'undo.whyMissing': 'Écrivez en quelques mots pourquoi c’est annulé.',
  'undo.nothingErased':
    'La quantité d’avant est écrite dans ConnectWise, et une nouvelle entrée dans l’historique. Rien n’est effacé.',
  'undo.do': { one: 'Annuler {count} ligne', other: 'Annuler {count} lignes' },
  'undo.refused': 'Pas annulé ; rien n’a été modifié dans ConnectWise.',
  'undo.starting': 'Démarrage…',
  'undo.progress': '{done} lignes terminées sur {total}',
  'undo.canClose': 'Vous pouvez fermer ; cela continue.',
  'undo.lost': 'C’est plus long que d’habitude. Cela continue sans cette fenêtre ; consultez l’historique plus tard.',
  'undo.unknown':
    'Il n’y a pas de connexion ; on ne sait pas ici si cela a commencé. Consultez l’historique plus tard ; rien n’est annulé deux fois.',
  'undo.doneAll': {
    one: '{count} ligne annulée. L’historique a une nouvelle entrée pour elle.',
    other: '{count} lignes annulées. L’historique a une nouvelle entrée pour chacune.',
  },
  'undo.doneSome': '{sent} lignes annulées sur {total}. Les autres n’ont pas été modifiées dans ConnectWise.',
  'undo.offeredAgain':
    'Le prochain plan propose de nouveau le nombre de cet envoi, sauf si le produit est exclu de la facturation.',
  'undo.sentAgain':
    'Le prochain plan propose de nouveau le nombre de cet envoi, et la planification peut l’envoyer le {day}, sauf si le produit est exclu de la facturation ou si une règle retient la ligne.',
  'undo.refusal.notSent': 'Cette exécution n’a rien écrit ici ; il n’y a rien à annuler.',
  'undo.refusal.undoneAlready': 'Déjà annulé ; l’entrée est dans l’historique.',
  'undo.refusal.invoiced':
    'C’est déjà facturé. Corrigez par un avoir dans ConnectWise, ou envoyez le bon nombre avec la prochaine facture.',
  'undo.refusal.invoicedOn':
    'La facture du {day} est déjà établie. Corrigez par un avoir dans ConnectWise, ou envoyez le bon nombre avec la prochaine facture.',
  'undo.refusal.invoiceUnknown':
    'ConnectWise ne dit pas si c’est facturé. Regardez les factures du contrat ; s’il n’y en a pas depuis, modifiez l’ajout là-bas.',
  'undo.refusal.edited':
    '{name} a modifié cet ajout depuis ; il a maintenant {quantity}, et ce n’est pas écrasé. Si c’est faux, modifiez-le dans ConnectWise.',
  'undo.refusal.deleted':
    '{name} a supprimé cet ajout depuis ; il n’est pas recréé. Si c’est une erreur, ajoutez-le dans ConnectWise.',
  'undo.refusal.sentSince':
    'Un envoi plus récent a réécrit cette ligne. Annulez d’abord celui-là ; il est au-dessus dans l’historique.',
  'undo.refusal.takenBackSince':
    'Un envoi plus récent a réécrit cette ligne, puis a été annulé ; elle a donc le nombre de cet envoi-ci. Si c’est faux aussi, refaites un plan ou modifiez l’ajout dans ConnectWise.',
  'undo.refusal.agreementClosed':
    'Le contrat est terminé ou annulé. Rouvrez-le d’abord dans ConnectWise, puis annulez l’envoi.',
  'undo.refusal.additionsUnread':
    'Les ajouts de ce contrat n’ont pas pu être lus. Fermez et réessayez dans une minute.',
}
