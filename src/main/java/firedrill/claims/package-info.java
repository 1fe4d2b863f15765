/** What the source documents claim, and what journals of runs say to it. */
package firedrill.claims;
