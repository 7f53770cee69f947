import type { TrendApp, TrendRoutes } from './env'
import { cutPage, findById, isWithin, readOneRange, readPaging, sameId } from './parameters'
import { toldByDetails } from './history'
import { invalidParameter } from './refusal'
import { shownNow } from './shown'
import type { TrendServicePlan, TrendSubscription } from './world'

/** Subscriptions without seats (bulk), one subscription with its licences, service plans, and the way from plan to subscription. */
export function subscriptionRoutes(app: TrendApp, routes: TrendRoutes): void {
  const { world, options } = routes
  app.get('/LMPI/v2.5/customers/subscriptions', (c) => {
    const { name, range } = readOneRange(c, ['created', 'modified'])
    const shown = shownNow(routes)
    const listed = world.subscriptions.filter(
      (each) =>
        shown.subscription(each) &&
        isWithin(name === 'created' ? each.createdAt : each.modifiedAt, range) &&
        (options.visionOneInList || !isVisionOne(each)),
    )
    const { paging, rows } = cutPage(listed, readPaging(c))
    return c.json({ paging, subscriptions: rows.map((each) => ({ ...head(each), ...owner(each) })) })
  })

  app.get('/LMPI/:version{v2|v3}/customers/:customerId/subscriptions/:subscriptionId', (c) => {
    const found = findById(toldByDetails(routes).subscriptions, c.req.param('subscriptionId'))
    const isTheirs = found !== undefined && sameId(found.customerId, c.req.param('customerId'))
    if (!isTheirs || !shownNow(routes).subscription(found)) {
      throw invalidParameter('subscription_id', 'no such subscription of this customer')
    }
    return c.json(toDetail(found))
  })

  app.get('/LMPI/v2/customers/:customerId/serviceplan/:planId/getid', (c) => {
    const shown = shownNow(routes)
    const found = world.subscriptions.find(
      (each) =>
        shown.subscription(each) &&
        sameId(each.customerId, c.req.param('customerId')) &&
        sameId(each.servicePlanId, c.req.param('planId')),
    )
    if (found === undefined) throw invalidParameter('service_plan_id', 'this customer has no such plan')
    return c.json({ subscription_id: found.id })
  })

  app.get('/LMPI/v2/me/serviceplans', (c) => c.json(world.servicePlans.filter((plan) => !plan.visionOne).map(toPlan)))
  app.get('/LMPI/v3/me/serviceplans', (c) =>
    options.servicePlansV3 ? c.json(world.servicePlans.map(toPlan)) : c.notFound(),
  )

  function isVisionOne(subscription: TrendSubscription): boolean {
    return findById(world.servicePlans, subscription.servicePlanId)?.visionOne ?? false
  }

  function head(subscription: TrendSubscription) {
    return {
      subscription_id: options.idCase === 'mixed' ? subscription.id.toUpperCase() : subscription.id,
      name: subscription.name,
      enabled: subscription.enabled,
      is_auto_renewal: subscription.autoRenewal,
      auto_renewal_month: subscription.autoRenewalMonths,
    }
  }

  function owner(subscription: TrendSubscription) {
    const { servicePlanId, customerId } = subscription
    return options.idCase === 'mixed'
      ? { service_plan_id: servicePlanId.toUpperCase(), customer_id: customerId.toUpperCase() }
      : { service_plan_id: servicePlanId, customer_id: customerId }
  }

  function toDetail(subscription: TrendSubscription) {
    const { subscription_id: listedId, ...rest } = head(subscription)
    const id = options.idCase === 'mixed' ? listedId.toLowerCase() : listedId
    return {
      ...(options.detailIdField === 'id' ? { id } : { subscription_id: id }),
      ...rest,
      service_url: 'https://portal.trend.example/Dashboard',
      expiration_notification: 30,
      licenses: subscription.licenses.map((license) => ({
        ac_code: license.activationCode,
        product_id: license.productId,
        license_start_date: license.startsAt,
        license_expiration_date: license.expiresAt,
        start_charge_date: license.startChargeAt,
        grace_period: license.gracePeriod,
        units: license.units,
        enabled: license.enabled,
      })),
    }
  }
}

function toPlan(plan: TrendServicePlan) {
  return {
    service_plan_id: plan.id,
    name: plan.name,
    product: plan.product,
    product_code: plan.productCode,
    version: plan.version,
    initial_license_period_month: plan.initialLicensePeriodMonths,
    data_center_code: '22',
    data_center: 'USA',
    auto_renewal: plan.autoRenewal,
  }
}
