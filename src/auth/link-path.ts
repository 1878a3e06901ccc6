/** Where links to set a password lead; what follows is a token. */
export const WELCOME = '/welcome';
