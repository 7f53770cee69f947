import type { messages as english } from '../en/drift'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = {
  'drift.title': 'Modifié dans ConnectWise',
  'drift.loading': 'Lecture de la dernière comparaison…',
  'drift.failed': 'La dernière comparaison n’a pas pu être lue',
  'drift.checked': 'Comparé {time} ; une fois par jour de lui-même.',
  'drift.lookNow': 'Comparer maintenant',
  'drift.looking': 'Comparaison…',
  'drift.looked': { one: '{count} ajout a été modifié', other: '{count} ajouts ont été modifiés' },
  'drift.lookedNone': 'Rien n’a été modifié',
  'drift.unread': {
    one: '{agreement} n’a pas pu être lu ; on ne sait rien de ses ajouts.',
    other: '{agreement} n’ont pas pu être lus ; on ne sait rien de leurs ajouts.',
  },

  'drift.none.title': 'Rien n’a été modifié',
  'drift.none.text': 'Chaque ajout est tel que le dernier envoi l’a laissé.',
  'drift.noneRead.title': 'Rien n’a été modifié dans ce qui a pu être lu',
  'drift.noneRead.text': 'Du reste, on ne sait rien. Comparez de nouveau plus tard.',
  'drift.never.title': 'Pas encore comparé',
  'drift.never.text':
    'Une fois par jour, ConnectWise est comparé à ce qui a été envoyé. Vous pouvez comparer maintenant ; cela ne change rien.',
  'drift.nothingSent.title': 'Rien n’a encore été envoyé',
  'drift.nothingSent.text': 'Après le premier envoi, ConnectWise lui est comparé une fois par jour.',

  'drift.item': 'Article {id}',
  'drift.on': '{agreement}, ajout {id}',
  'drift.field.quantity': 'Quantité',
  'drift.field.price': 'Prix unitaire',
  'drift.field.included': 'Unités incluses',
  'drift.field.billable': 'Facturer au client',
  'drift.field.cancelled': 'Dernier jour facturé',
  'drift.field.deleted': 'Ajout',
  'drift.field.moved': 'Article du catalogue',
  'drift.billable.Billable': 'Billable',
  'drift.billable.DoNotBill': 'Do Not Bill',
  'drift.billable.NoCharge': 'No Charge',
  'drift.deleted': 'supprimé',
  'drift.noLastDay': 'aucun',
  'drift.now': 'maintenant',
  'drift.by': '{name}, {at}',

  'drift.next.waits': 'La ligne attend une personne.',
  'drift.next.stays': 'Laissé tel quel ; la ligne n’est pas envoyée.',
  'drift.next.writtenOver': 'Le prochain envoi écrit la nôtre par-dessus.',
  'drift.next.untouched': 'Vu, gardé : seules les quantités sont écrites.',
  'drift.choice': 'Si quelqu’un l’a changé à la main',
  'drift.policy.ask': 'Me demander',
  'drift.policy.keep': 'Garder la leur',
  'drift.policy.overwrite': 'Écrire la nôtre par-dessus',
  'drift.unassigned': 'Aucun contrat n’est plus choisi pour ce produit ; rien n’est donc écrit.',
}
