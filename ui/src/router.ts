import { createRouter, createWebHistory } from 'vue-router'
import type { TextKey } from './i18n'

declare module 'vue-router' {
  interface RouteMeta {
    title: TextKey
    free?: boolean // works without a county
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    {
      path: '/',
      component: () => import('./pages/balance/OverviewPage.vue'),
      meta: { title: 'ui.menu.overview' },
    },
    {
      path: '/indicator/:indicator/:stage',
      component: () => import('./pages/balance/IndicatorPage.vue'),
      meta: { title: 'ui.menu.indicator' },
    },
    {
      path: '/schools',
      component: () => import('./pages/balance/SchoolsPage.vue'),
      meta: { title: 'ui.menu.schools' },
    },
    {
      path: '/schools/:school',
      component: () => import('./pages/balance/SchoolPage.vue'),
      meta: { title: 'ui.menu.school' },
    },
    {
      path: '/others',
      component: () => import('./pages/balance/OthersPage.vue'),
      meta: { title: 'ui.menu.others' },
    },
    {
      path: '/map',
      component: () => import('./pages/balance/MapPage.vue'),
      meta: { title: 'ui.menu.map' },
    },
    {
      path: '/compare',
      component: () => import('./pages/balance/ComparePage.vue'),
      meta: { title: 'ui.menu.compare' },
    },
    {
      path: '/orgs',
      component: () => import('./pages/orgs/OrgsPage.vue'),
      meta: { title: 'ui.menu.orgs' },
    },
    {
      path: '/checks',
      component: () => import('./pages/checks/ChecksPage.vue'),
      meta: { title: 'ui.menu.checks' },
    },
    {
      path: '/due',
      component: () => import('./pages/submissions/DuePage.vue'),
      meta: { title: 'ui.menu.due' },
    },
    {
      path: '/submissions',
      component: () => import('./pages/submissions/RoundsPage.vue'),
      meta: { title: 'ui.menu.submissions' },
    },
    {
      path: '/submissions/offline',
      component: () => import('./pages/submissions/OfflinePage.vue'),
      meta: { title: 'ui.menu.offline' },
    },
    {
      path: '/submissions/:round(\\d+)',
      component: () => import('./pages/submissions/RoundPage.vue'),
      meta: { title: 'ui.menu.submissions' },
    },
    {
      path: '/submissions/:round(\\d+)/:school',
      component: () => import('./pages/submissions/GridPage.vue'),
      meta: { title: 'ui.menu.submissions' },
    },
    {
      path: '/imports',
      component: () => import('./pages/imports/ImportsPage.vue'),
      meta: { title: 'ui.menu.imports', free: true },
    },
    {
      path: '/people',
      component: () => import('./pages/people/PeoplePage.vue'),
      meta: { title: 'ui.menu.people' },
    },
    {
      path: '/people/roll-over',
      component: () => import('./pages/people/RollOverPage.vue'),
      meta: { title: 'ui.menu.roll_over' },
    },
    {
      path: '/people/:person(\\d+)',
      component: () => import('./pages/people/PersonPage.vue'),
      meta: { title: 'ui.menu.person' },
    },
    {
      path: '/packs',
      component: () => import('./pages/packs/PacksPage.vue'),
      meta: { title: 'ui.menu.packs', free: true },
    },
    {
      path: '/packs/:pack',
      component: () => import('./pages/packs/PackPage.vue'),
      meta: { title: 'ui.menu.pack', free: true },
    },
    {
      path: '/me',
      component: () => import('./pages/accounts/MePage.vue'),
      meta: { title: 'ui.menu.me', free: true },
    },
    {
      path: '/accounts',
      component: () => import('./pages/accounts/AccountsPage.vue'),
      meta: { title: 'ui.menu.accounts', free: true },
    },
    {
      path: '/requests',
      component: () => import('./pages/accounts/RequestsPage.vue'),
      meta: { title: 'ui.menu.requests' },
    },
    {
      path: '/audit',
      component: () => import('./pages/accounts/AuditPage.vue'),
      meta: { title: 'ui.menu.audit' },
    },
    {
      path: '/:rest(.*)*',
      component: () => import('./pages/MissingPage.vue'),
      meta: { title: 'ui.menu.missing', free: true },
    },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
})
