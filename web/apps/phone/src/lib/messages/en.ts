import type { MessageKey } from './id';

/** The same words in English. */
export const en = {
  'app.tagline': 'Your attendance, recorded as it was, for you to check yourself.',
  'nav.label': 'Main menu',
  'nav.home': 'Home',
  'nav.month': 'My month',
  'nav.account': 'Account',

  'home.title': 'Home',
  'home.greeting': 'Welcome, {name}',
  'home.clock': 'Server clock',
  'home.clockWaiting': 'Waiting for the server clock …',
  'home.clockNote': "This is the server's clock, not your phone's.",
  'home.today': 'Today',
  'home.window': 'Roster',
  'home.mode': 'Work mode',
  'home.noDuty': 'No duty is rostered today.',
  'home.noDay': 'The server has no data for today yet.',
  'home.lastPunch': 'Last punch',
  'home.noPunch': 'No punch has been received today.',
  'home.arrived': 'Received by the server {when}',
  'home.where': 'Through {source}',
  'home.toMonth': 'See my month',
  'home.desk': 'Desk',
  'home.deskText': 'The board, imports, people and recaps are at the desk.',
  'home.openDesk': 'Open the desk',
  'home.noPerson':
    'This account is not linked to an employee, so it has no roster and no punches of its own.',
  'home.noPersonNext': 'If it should be, ask the personnel admin of your unit to link it.',

  'https.title': 'This page was opened without HTTPS',
  'https.text':
    'The browser does not let a phone install the app, read its place or use its camera at this address. Ask the operator to start the server with a certificate:',

  'month.title': 'My month',
  'account.title': 'Account',
  'account.name': 'Name',
  'account.number': 'NIP / number',
  'account.login': 'Login name',
  'account.instansi': 'Government body',
  'account.roles': 'Roles',
  'account.settings': 'Language and appearance',
  'account.signOut': 'Sign out',
  'account.signOutText': 'On a shared phone, sign out when you are done.',
  'account.version': 'Hadir version {version}',

  'error.notFound': 'This page does not exist.',
  'error.other': 'This page cannot be shown.',
  'error.next': 'Check the address, or go back home.',
  'error.home': 'Go home',
} satisfies Record<MessageKey, string>;
