import type { messages as english } from '../en/leaveOut'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = {
  'leaveOut.title': 'Exclure de la facturation',
  'leaveOut.intro':
    'Un produit exclu n’est pas facturé à cette société. Ses licences restent comptées, comme non facturées.',
  'leaveOut.lookOnly': 'Vous pouvez regarder, pas modifier. Votre rôle ConnectWise ne le permet pas.',
  'leaveOut.empty': 'Cette société n’a pas de produits Trend Micro.',
  'leaveOut.list': 'Produits de cette société',
  'leaveOut.ask': 'Exclure…',
  'leaveOut.askOf': 'Exclure {product}…',
  'leaveOut.takeBack': 'Facturer de nouveau',
  'leaveOut.takeBackOf': 'Facturer {product} de nouveau',
  'leaveOut.by': 'Exclu par {name}, {day} :',
  'leaveOut.stillBilled': {
    one: 'ConnectWise en facture encore {count}. La ligne qui tombe à 0 attend qu’une personne la libère.',
    other: 'ConnectWise en facture encore {count}. La ligne qui tombe à 0 attend qu’une personne la libère.',
  },
  'leaveOut.notReported': 'Trend Micro ne signale plus ce produit.',
  'leaveOut.why': 'Pourquoi {product} est exclu',
  'leaveOut.whyMissing': 'Écrivez pourquoi en quelques mots ; c’est conservé.',
  'leaveOut.whyRefused': 'Cette raison ne peut pas être enregistrée ; elle est peut-être trop longue.',
  'leaveOut.effect':
    'Rien n’est envoyé par là. Ce qui est facturé s’arrête au prochain envoi ; une ligne qui tombe à 0 attend une personne.',
  'leaveOut.save': 'Exclure',
  'leaveOut.saving': 'Enregistrement…',
  'leaveOut.leftOut': '{product} est exclu. Rien n’a été envoyé.',
  'leaveOut.takenBack': '{product} est facturé de nouveau dès le prochain envoi. Rien n’a été envoyé.',
  'leaveOut.conflict': 'Quelqu’un d’autre a changé cette société entre-temps. Rien de vous n’a été enregistré.',
  'leaveOut.lookAgain': 'Regarder de nouveau',
}
