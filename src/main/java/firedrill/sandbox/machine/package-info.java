/**
 * What a sandbox must find on the machine, and what is there. Asked before anything else is
 * compiled, so it reaches neither labs nor what they are made of.
 */
package firedrill.sandbox.machine;
