/**
 * Virtual machines through libvirt. Only this package knows libvirt; it is loaded when a machine is
 * asked for, so that everything else works without it.
 */
package firedrill.sandbox.vm;
