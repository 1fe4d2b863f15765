/**
 * Longhorn's Volume, Engine and Replica resources kept in a file, and put back in the only order
 * that re-adopts the data in place: Longhorn deletes a directory whose Replica resource comes at
 * the wrong moment.
 */
package firedrill.component.longhorn.saved;
