/**
 * Kinds of sandbox, a package each, above the components that they bring parts of. Services alone
 * name them: whatever else knew one would not run in the others.
 */
package firedrill.provider;
