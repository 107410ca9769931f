package io.matriarch.statemachine.model;

/**
 * A slot that the operator wants on whoever is primary.
 *
 * @param name of the slot
 * @param logical it decodes; else it only keeps WAL
 * @param database what a logical one decodes; empty otherwise
 * @param plugin by what it decodes; empty otherwise
 */
public record PermanentSlot(String name, boolean logical, String database, String plugin) {}
