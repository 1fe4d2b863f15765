/**
 * Method D: the data of an orphaned replica are put into a fresh volume through its live device.
 * The orphan itself is only read. Also the other way back, in place: saved custom resources.
 */
package firedrill.component.longhorn.injection;
