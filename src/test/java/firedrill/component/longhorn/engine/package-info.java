/** The real engine without its control plane, for tests. */
package firedrill.component.longhorn.engine;
