/**
 * Recovery by hand on the real day: replica directories that were copied or mounted read-only, no
 * cluster. It reads, and writes only where it is told to.
 */
package firedrill.rescue;
