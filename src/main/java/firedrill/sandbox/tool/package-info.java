/**
 * Where the lab's programs come from: an explicit path, the machine, the cache, or one build from a
 * pinned Go module.
 */
package firedrill.sandbox.tool;
