/**
 * What a Longhorn v1 replica directory holds, read without an engine and without touching it:
 * metadata, chain of layers, and the volume's content merged from them. Formats and rules are those
 * of longhorn-engine 1.12 ({@code pkg/replica}).
 */
package firedrill.component.longhorn.replica;
