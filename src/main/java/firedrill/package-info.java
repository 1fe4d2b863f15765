/** firedrill: disaster recovery drills on a disposable copy of a home lab. */
package firedrill;
