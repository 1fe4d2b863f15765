/**
 * Default deny. Decides on identity, never on a name, whether a target is a sandbox of this run,
 * and is the only place that makes clients.
 */
package firedrill.guard;
