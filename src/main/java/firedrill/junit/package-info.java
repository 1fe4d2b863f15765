/** Drills as JUnit tests. */
package firedrill.junit;
