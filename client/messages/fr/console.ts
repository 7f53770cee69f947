import type { messages as english } from '../en/console'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = {
  'console.page.setup': 'Mise en service',
  'console.page.runs': 'Envois',
  'console.page.inbox': 'Échecs',
  'console.page.companies': 'Sociétés',
  'console.page.linking': 'Liens',
  'console.page.defaults': 'Produits par défaut',
  'console.tick': 'Choix',
  'console.page.imports': 'Fichiers d’utilisation',
  'console.page.existing': 'Configuration existante',
  'console.page.preflight': 'Contrôle avant envoi',
  'console.page.audit': 'Journal',
  'console.page.settings': 'Paramètres',
  'console.causes': { one: '{count} cause', other: '{count} causes' },
  'console.unsaved':
    'Quelque chose ici n’est pas encore enregistré. Enregistrez ou abandonnez avant de changer de page.',
  'console.opening': 'Ouverture de la console…',
  'console.outside.title': 'Ouvrez la console depuis le volet',
  'console.outside.text':
    'Dans ConnectWise, ouvrez une société ; le menu du volet de facturation Trend Micro contient « Ouvrir la console ». Aucune donnée client n’a été chargée.',
  'console.outside.reload':
    'Était-elle ouverte ici à l’instant ? Sa session n’est gardée que dans la mémoire de l’onglet : un rechargement y met fin. Ce qui a été enregistré l’est.',
  'console.over.title': 'Cet accès à la console n’est plus valable',
  'console.gaveUp.title': 'ConnectWise n’a pas répondu à cette page',
  'console.gaveUp.text':
    'La page qui l’entoure n’a envoyé aucun signal de départ en 10 secondes : personne n’a dit qui regarde. Ouvrez plutôt la console depuis le volet d’une société. Aucune donnée client n’a été chargée.',
  'console.nothing.title': 'Rien ici pour votre rôle',
  'console.nothing.text':
    'La console est réservée aux membres qui administrent : elle montre toutes les sociétés. Ce que permet votre rôle ConnectWise se trouve dans le volet de chaque société.',
  'console.blocked':
    'Le navigateur n’a pas ouvert de nouvel onglet. Autorisez les fenêtres pour cette page, ou réessayez : rien n’a été ouvert ni modifié.',
}
