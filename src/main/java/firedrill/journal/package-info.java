/** The record of a run: one fsynced line of JSON per event. */
package firedrill.journal;
