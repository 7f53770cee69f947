import type { messages as english } from '../en/existing'
import type { Translation } from '../types'

export const messages: Translation<typeof english> = {
  'existing.text':
    'Ce que l’intégration propre au fournisseur a laissé dans ConnectWise, et ce que cela deviendrait ici. La lecture ne modifie rien.',
  'existing.none.title': 'Trend Micro Remote Manager facturait-il déjà par ConnectWise ?',
  'existing.none.text':
    'ConnectWise sait alors déjà quelle société est quel client, sur quel contrat, et quel produit est quel article du catalogue. La lecture demande une requête par société : environ une seconde pour cinq d’entre elles. Rien n’y est modifié, et rien n’est repris sans votre accord.',
  'existing.read': 'Lire ConnectWise',
  'existing.readAgain': 'Relire',
  'existing.readAt': { one: 'Lu {time} : {count} société regardée', other: 'Lu {time} : {count} sociétés regardées' },
  'existing.reading.companies': 'Lecture : {looked} sociétés sur {of}…',
  'existing.reading.agreements': 'Lecture : {looked} contrats sur {of}…',
  'existing.done': {
    one: 'Lu : {count} ligne qui pourrait être un lien',
    other: 'Lu : {count} lignes qui pourraient être des liens',
  },
  'existing.failed': 'La configuration existante ne peut pas être affichée pour l’instant',
  'existing.stopped':
    'La dernière lecture n’a rien donné. {reason} Ce qui est affiché, s’il y a quelque chose, est plus ancien.',
  'existing.ourFault': 'Elle s’est arrêtée à cause d’un défaut de notre serveur, consigné dans son journal.',
  'existing.nothing.title': 'Aucune configuration de l’intégration du fournisseur n’a été trouvée',
  'existing.nothing.text':
    'Aucune société n’a de ligne d’une solution Trend Micro dans son onglet Management, et il n’y a pas de références croisées. Liez les sociétés et définissez les produits par défaut sur leurs pages.',
  'existing.toLinking': 'Vers les liens',
  'existing.toDefaults': 'Vers les produits par défaut',

  'existing.unread': 'Tout n’a pas pu être lu ; il peut manquer quelque chose à ce qui suit.',
  'existing.unread.solutions': 'La table Management IT',
  'existing.unread.rows': {
    one: 'L’onglet Management de {count} société',
    other: 'L’onglet Management de {count} sociétés',
  },
  'existing.unread.integrations': 'La table Managed Devices Integration',
  'existing.unread.crossReferences': {
    one: 'Les références croisées de {count} intégration',
    other: 'Les références croisées de {count} intégrations',
  },
  'existing.unread.additions': { one: 'Les ajouts de {count} contrat', other: 'Les ajouts de {count} contrats' },
  'existing.unread.trail': {
    one: 'Le journal d’audit de {count} ajout : son dernier auteur n’est connu que par son nom',
    other: 'Le journal d’audit de {count} ajouts : leur dernier auteur n’est connu que par son nom',
  },
  'existing.unread.forbidden':
    'Dans ConnectWise, donnez au rôle de sécurité du membre API le droit Inquire sur System > Table Setup (Management IT, Managed Devices), Companies > Company Maintenance, Finance > Agreements et System > Audit trail, puis relisez.',
  'existing.unread.again': 'Relisez dans quelques minutes.',

  'existing.writes': {
    one: 'L’ancienne intégration écrit encore chez {count} société',
    other: 'L’ancienne intégration écrit encore chez {count} sociétés',
  },
  'existing.writes.text':
    'Deux programmes sur un même ajout facturent deux fois, ou se défont l’un l’autre. Avant le premier envoi, désactivez-la là où elle tourne : dans Remote Manager, sous Administration, l’envoi mensuel des informations de facturation, ou pour un seul client dans son onglet ConnectWise Manage. D’ici là, les lignes de ces sociétés attendent une personne.',
  'existing.writes.row': 'son onglet Management a été renouvelé',
  'existing.writes.addition': '{item} sur {agreement}',
  'existing.writes.last': 'la dernière fois {time} par {name}',
  'existing.writes.lastNobody': 'la dernière fois {time}',
  'existing.writes.more': { one: '{count} autre société', other: '{count} autres sociétés' },

  'existing.solutions': 'Solutions de gestion prises en compte',
  'existing.solution': { one: '{name} ({count} société)', other: '{name} ({count} sociétés)' },

  'existing.links': 'Liens',
  'existing.links.text':
    'Seul ce qui est certain est coché. Ce que des personnes ont lié, refusé ou déclaré reste tel quel.',
  'existing.links.none': 'Aucune ligne de ces solutions.',
  'existing.links.table': 'Lignes des onglets Management et ce qu’elles deviendraient',
  'existing.company': 'Société ConnectWise',
  'existing.keyIs': 'Le fournisseur a écrit « {key} »',
  'existing.customer': 'Client Trend Micro',
  'existing.agreement': 'Contrat',
  'existing.what': 'Ce qui se passe',
  'existing.noAgreement': 'aucun désigné',
  'existing.choose': 'Choisir {customer} pour {company}',
  'existing.chooseAll': { one: 'Choisir la ligne certaine', other: 'Choisir les {count} lignes certaines' },
  'existing.link': { one: 'Lier {count} société', other: 'Lier {count} sociétés' },
  'existing.linkNone': 'Lier les lignes choisies',
  'existing.linking': 'Liaison : {done} sur {total}…',
  'existing.linked': {
    one: '{count} lien créé. Rien n’a été envoyé.',
    other: '{count} liens créés. Rien n’a été envoyé.',
  },
  'existing.linkedSome': 'Liens créés : {linked} sur {count}. Les autres lignes disent pourquoi. Rien n’a été envoyé.',
  'existing.linkStopped': 'La liaison s’est arrêtée : {reason} Ce qui était déjà lié le reste.',
  'existing.certain.sameId': 'Certain : la clé est l’identifiant du client',
  'existing.certain.sameName': 'Certain : même nom, que personne d’autre ne porte',
  'existing.likely.sameId':
    'À regarder : une autre société désigne aussi ce client, ou des sociétés n’ont pas pu être lues',
  'existing.likely.sameName':
    'À regarder : une autre société désigne aussi ce client, ou des sociétés n’ont pas pu être lues',
  'existing.likely.sharedKey': 'À regarder : plusieurs sociétés ont cette clé',
  'existing.likely.likeName': 'À regarder : les noms se ressemblent seulement',
  'existing.state.linked': 'Lié',
  'existing.state.companyLinked': 'Inchangé : liée à {customers}',
  'existing.state.taken': 'Inchangé : le client est lié à {company}',
  'existing.state.rejected': 'Inchangé : quelqu’un a refusé ce couple',
  'existing.state.noTrendMicro': 'Inchangé : quelqu’un a dit qu’elle n’a pas de Trend Micro',
  'existing.state.leftOut': 'Écartée : {why}',
  'existing.leftOut.deleted': 'supprimée dans ConnectWise',
  'existing.leftOut.status': 'inactive par son statut',
  'existing.leftOut.type': 'prospect par son type',
  'existing.state.nobody': 'Aucun client ne porte ce nom : cherchez-le sur la page des liens',
  'existing.state.several': '{count} clients portent ce nom : choisissez sur la page des liens',
  'existing.result.taken': 'Pas lié : {company} a désormais ce client.',
  'existing.result.takenHidden': 'Pas lié : une autre société a désormais ce client.',
  'existing.result.changed':
    'Pas lié : quelqu’un a pris une décision sur cette société entre-temps. Regardez la ligne à nouveau.',
  'existing.result.notThere': 'Pas lié : la société ou le client n’existe plus.',

  'existing.items': 'Articles du catalogue',
  'existing.items.text':
    'Les mots du fournisseur pour un produit sont propres à ce site. Dites lequel est quel produit ; cela devient le produit par défaut, sur le contrat que Default désigne.',
  'existing.items.noReferences':
    'ConnectWise n’a pas de références croisées lisibles. Définissez les articles sur la page des produits par défaut.',
  'existing.items.noProducts':
    'Aucune société liée n’a encore de produit. Liez d’abord des sociétés ; leurs produits apparaissent ici.',
  'existing.items.reading': 'Lecture des produits de Trend Micro…',
  'existing.items.failed': 'Les produits ne peuvent pas être affichés pour l’instant.',
  'existing.items.table': 'Produits et leurs références croisées',
  'existing.product': 'Produit Trend Micro',
  'existing.companies': 'Sociétés',
  'existing.reference': 'Référence croisée : type · niveau → article',
  'existing.referenceFor': 'Référence croisée de {product}',
  'existing.reference.none': 'non associé',
  'existing.reference.of': '{type} · {level} → {item}',
  'existing.reference.noLevel': 'sans niveau',
  'existing.items.has': '{item}, défini par {name}. Cela reste ; à modifier sous les produits par défaut.',
  'existing.items.save': {
    one: 'Enregistrer {count} produit par défaut',
    other: 'Enregistrer {count} produits par défaut',
  },
  'existing.items.saveNone': 'Enregistrer comme produits par défaut',
  'existing.items.saved': {
    one: '{count} produit par défaut enregistré. Aucune société n’est encore modifiée.',
    other: '{count} produits par défaut enregistrés. Aucune société n’est encore modifiée.',
  },
  'existing.items.refused': 'Rien n’a été enregistré : regardez les produits marqués.',
  'existing.items.notSaved': 'Rien n’a été enregistré. {reason}',
  'existing.issue.exists': 'Il a désormais un produit par défaut. Relisez la page.',
  'existing.issue.inactive': 'La référence croisée ou son article est inactif dans ConnectWise.',
  'existing.issue.unknown': 'Elle n’est plus dans ConnectWise. Relisez.',
  'existing.issue.required': 'Cette référence croisée ne désigne aucun article.',
  'existing.issue.bundle': 'Un ensemble ne peut pas être facturé par quantité. Choisissez-en une autre.',
  'existing.issue.other': 'Ceci n’est pas accepté. Choisissez-en une autre.',
  'existing.all': {
    one: 'La référence croisée telle que ConnectWise l’a',
    other: 'Les {count} références croisées telles que ConnectWise les a',
  },
  'existing.ref.integration': 'Intégration',
  'existing.ref.type': 'Type',
  'existing.ref.level': 'Niveau',
  'existing.ref.agreementType': 'Type de contrat',
  'existing.ref.item': 'Article du catalogue',
  'existing.ref.inactive': 'inactive',

  'existing.assign': 'Affectations',
  'existing.assign.text':
    'Ce que fait la reprise des produits par défaut dans les sociétés qui ont une configuration existante. Ce qui a été choisi pour une société reste. Est coché ce qui tombe sur un seul ajout.',
  'existing.assign.show': 'Montrer ce qui serait affecté',
  'existing.assign.reading': 'Calcul de ce que recevrait chaque société…',
  'existing.assign.failed': 'Ce qui serait affecté ne peut pas être affiché pour l’instant.',
  'existing.assign.none':
    'Rien à affecter : aucune société liée ayant une configuration existante n’a de produit avec une valeur par défaut.',
  'existing.assign.table': 'Sociétés et ce qui serait affecté',
  'existing.assign.choose': 'Choisir {company}',
  'existing.assign.chooseAll': { one: 'Choisir la société certaine', other: 'Choisir les {count} sociétés certaines' },
  'existing.assign.do': { one: 'Affecter pour {count} société', other: 'Affecter pour {count} sociétés' },
  'existing.assign.doNone': 'Affecter pour les sociétés choisies',
  'existing.assign.done': {
    one: 'Affecté pour {count} société. Rien n’a été envoyé.',
    other: 'Affecté pour {count} sociétés. Rien n’a été envoyé.',
  },
  'existing.assign.changedMeanwhile': {
    one: '{count} société a été modifiée par quelqu’un entre-temps et reste telle quelle. Regardez à nouveau.',
    other:
      '{count} sociétés ont été modifiées par quelqu’un entre-temps et restent telles quelles. Regardez à nouveau.',
  },
  'existing.assign.stopped': 'L’affectation s’est arrêtée : {reason} Ce qui était affecté le reste.',
  'existing.assign.on': '{item} sur {agreement}',
  'existing.assign.default': 'Default',
  'existing.assign.severalAgreements':
    'Default convient à plusieurs contrats : choisissez-en un dans Set Up de la société',
  'existing.assign.noAgreement': 'aucun contrat ne convient : choisissez-en un dans Set Up de la société',
  'existing.assign.itemUnusable': 'l’article est inactif, absent ou un ensemble : modifiez le produit par défaut',
  'existing.assign.addition': { one: 'ajout n° {id}, à {count}', other: 'ajout n° {id}, à {count}' },
  'existing.assign.noAddition': 'pas encore d’ajout',
  'existing.assign.additions': {
    one: '{count} ajout de cet article',
    other: '{count} ajouts de cet article : choisissez-en un dans Set Up',
  },
  'existing.assign.unread': 'ses ajouts n’ont pas été lus',
  'existing.outcome.new': 'Nouveau',
  'existing.outcome.changed': 'Modifié',
  'existing.outcome.same': 'Déjà ainsi',
  'existing.outcome.exception': 'Choix propre, reste',
  'existing.outcome.unresolved': 'Demande une personne',
}
