/** Helpers for files; knows nothing of the rest. */
package firedrill.files;
