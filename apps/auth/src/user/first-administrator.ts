/** Who the first administrator of an installation is: the only account that is made by itself. */
export const FIRST_ADMINISTRATOR = 'admin@argus.local'
