/** The protocol of a volume's engine: reads and writes of its blocks, past every cache. */
package firedrill.component.longhorn.data;
