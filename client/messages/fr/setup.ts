import type { messages as english } from '../en/setup'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = {
  'setup.title': 'Mettre en service la facturation Trend Micro',
  'setup.text': 'Quatre étapes jusqu’au premier envoi mensuel. Interrompues, elles reprennent où vous en étiez.',
  'setup.loading': 'Lecture de ce qui est déjà en place…',
  'setup.failed': 'Ce qui est déjà en place ne peut pas être lu',
  'setup.stepOf': 'Étape {number} sur {count}',
  'setup.step.connectWise': 'ConnectWise',
  'setup.step.trendMicro': 'Trend Micro',
  'setup.step.companies': 'Sociétés',
  'setup.step.sendDay': 'Jour d’envoi',
  'setup.state.done': 'fait',
  'setup.state.wanting': 'fait, un droit manque',
  'setup.later': 'Finir plus tard',
  'setup.back': 'Retour',
  'setup.next': 'Suivant',
  'setup.finish': 'Terminer',
  'setup.test': 'Tester',
  'setup.connected': 'Connecté',

  'setup.connectWise.note': 'Les clés sont chiffrées et ne sont plus jamais affichées.',
  'setup.connectWise.found':
    'Connecté. Les appels vont à {address}, codebase {codebase}, selon le companyinfo de ConnectWise.',
  'setup.connectWise.then': 'Ensuite : les clés de Trend Micro, ou un fichier.',
  'setup.rights.given': 'Accordés : {names}',
  'setup.rights.missing': '{name} ({levels}) : manque.',
  'setup.rights.goOn': 'Vous pouvez continuer.',
  'setup.rights.cannotTell': 'Ce ConnectWise ne liste aucun droit de ce nom ; impossible de le dire : {names}',
  'setup.rights.who':
    'Un administrateur ConnectWise ajoute les droits sous System › Security Roles, au rôle du membre API.',
  'setup.rights.copy': 'Copier la demande',
  'setup.rights.request':
    'Merci d’accorder ces droits au rôle de sécurité du membre API qui facture les licences Trend Micro (System › Security Roles) :',
  'setup.rights.requestOf': '- {name} : {levels}, niveau All',
  'setup.breaks.findCompanies': 'Sans lui, aucune société ne peut être lue, liée ou facturée.',
  'setup.breaks.changeQuantities': 'Sans lui, aucune quantité ne peut être modifiée : chaque ligne échoue.',
  'setup.breaks.knowInvoiced': 'Sans lui, personne ne voit ici ce qui est déjà facturé.',
  'setup.breaks.catalogItems':
    'Sans lui, aucun article du catalogue n’est trouvé : les produits ne peuvent pas être placés.',
  'setup.breaks.defaultAgreements': 'Sans lui, « Default » ne trouve aucun contrat : chacun est choisi à la main.',
  'setup.breaks.apiReports': 'Sans lui, cette liste ne peut pas être établie.',
  'setup.breaks.failureTickets': 'Sans lui, les avis ne peuvent pas devenir des tickets.',

  'setup.source': 'D’où viennent les licences',
  'setup.source.lmpi': 'Clés de la Licensing Management Platform',
  'setup.source.lmpi.for': 'tous les produits et plans de service',
  'setup.source.smpi': 'Clé de Remote Manager',
  'setup.source.smpi.for': 'Worry-Free Services seulement',
  'setup.source.file': 'Importer un fichier',
  'setup.source.file.for': 'récapitulatif par client, Excel ou CSV, chaque mois',
  'setup.source.both': 'La clé de Remote Manager aussi',
  'setup.source.keysWin':
    'Des clés sont enregistrées, et les fichiers ne servent pas à côté de clés. Pour des fichiers, retirez les clés dans les paramètres.',
  'setup.source.file.month': 'Facturer les licences du mois avant l’envoi : son fichier existe alors',
  'setup.trendMicro.note': 'En lecture seule : rien n’est jamais modifié chez Trend Micro.',
  'setup.trendMicro.connected': { one: 'Connecté : {count} client', other: 'Connecté : {count} clients' },
  'setup.trendMicro.then': 'Ensuite : quel client de Trend Micro est quelle société.',

  'setup.companies.reading': 'Comparaison des clients de Trend Micro avec les sociétés…',
  'setup.companies.alike': { one: 'se ressemble, score {line} ou plus', other: 'se ressemblent, score {line} ou plus' },
  'setup.companies.alike.text': 'vous voyez chaque paire avant qu’elle soit liée',
  'setup.companies.look': { one: 'Voir et accepter', other: 'Voir et accepter {count}' },
  'setup.companies.each': { one: 'demande une décision', other: 'demandent chacune une décision' },
  'setup.companies.each.text': '{weaker} avec une suggestion plus faible, {without} sans suggestion',
  'setup.companies.later': 'Une par une, dans la console',
  'setup.companies.linked': { one: 'société est liée', other: 'sociétés sont liées' },
  'setup.companies.linked.text': 'lier n’envoie rien',
  'setup.companies.some':
    '{linked} sur {count} liées. Les autres ont été prises ou modifiées entre-temps, ou le serveur n’a pas répondu ; elles sont de nouveau listées ci-dessous.',
  'setup.companies.note': {
    one: '{count} client Trend, {linked} lié. Ce qui n’est à aucune société n’est pas facturé.',
    other: '{count} clients Trend, {linked} liés. Ceux d’aucune société ne sont pas facturés.',
  },
  'setup.companies.then': 'Ensuite : le jour de l’envoi mensuel. Les autres sociétés peuvent être liées à tout moment.',

  'setup.sendDay.note': 'Tout cela se change dans les paramètres.',
  'setup.sendDay.then':
    'Terminer n’envoie rien. Ensuite : dire une fois pour chaque produit quel article du catalogue il est, puis regarder le premier plan.',

  'setup.done.title': 'La mise en service est terminée.',
  'setup.done.text': 'Rien n’a été envoyé. Deux choses font la première facture :',
  'setup.done.link': 'Lier les sociétés',
  'setup.done.link.text': 'aucune société n’est encore liée, donc rien n’est facturé',
  'setup.done.link.go': 'Lier les sociétés',
  'setup.done.defaults': 'Produits par défaut',
  'setup.done.defaults.text':
    'quel article du catalogue est un produit et comment il est compté, dit une fois et rempli pour toutes',
  'setup.done.defaults.go': 'Régler les produits',
  'setup.done.plan': 'Planifier toutes les sociétés',
  'setup.done.plan.text': 'chaque ligne avec sa quantité et son montant avant tout envoi',
  'setup.done.plan.go': 'Aller aux envois',
  'setup.done.note': 'La console s’ouvre dans un onglet à part.',
  'setup.done.company': 'Afficher cette société',

  'setup.notYet.title': 'La facturation Trend Micro n’est pas encore en service',
  'setup.notYet.text': 'Des clés manquent, donc aucune société ne peut être affichée. Rien n’est facturé entre-temps.',
  'setup.notYet.ask': 'Ces membres peuvent la mettre en service : {names}',
  'setup.notYet.who':
    'Peut la mettre en service un membre dont le rôle ConnectWise permet de modifier tous les contrats (Finance › Agreements) et les tables (System › Table Setup).',
}
