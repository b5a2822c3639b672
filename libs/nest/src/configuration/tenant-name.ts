/** The characters that Mimir and Cortex allow in a tenant's name. */
export const TENANT = /^[A-Za-z0-9!\-_.*'()]{1,150}$/;
