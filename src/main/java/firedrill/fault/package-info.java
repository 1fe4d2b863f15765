/** Things broken on purpose, with witness and undo. */
package firedrill.fault;
