import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { Annotation, EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { nonce } from '@/theme/nonce';
import { cedar, complete, placeOf } from './cedar';
import type { Check, Vocabulary } from './types';

type Props = {
  value: string;
  onChange?: (text: string) => void;
  words?: Vocabulary;
  fault?: Extract<Check, { ok: false }>;
  label: string;
};

/** A text that was put in from outside is no typing of the person. */
const put = Annotation.define<boolean>();

const look = EditorView.theme({
  '&': {
    border: '1px solid var(--ant-color-border)',
    borderRadius: '6px',
    fontSize: '13px',
    backgroundColor: 'var(--ant-color-bg-container)',
    color: 'var(--ant-color-text)',
  },
  '&.cm-focused': { outline: '2px solid var(--ant-color-primary)', outlineOffset: '1px' },
  '.cm-content': {
    minHeight: '150px',
    fontFamily: 'ui-monospace, Consolas, monospace',
    caretColor: 'currentColor',
  },
  '.cm-cursor': { borderLeftColor: 'var(--ant-color-text)' },
  '.cm-gutters': {
    border: 0,
    borderRadius: '6px 0 0 6px',
    backgroundColor: 'var(--kd-head-back)',
    color: 'var(--kd-head-text)',
  },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'var(--kd-row-selected) !important',
  },
  '.cm-tooltip': {
    border: '1px solid var(--ant-color-border)',
    borderRadius: '6px',
    backgroundColor: 'var(--ant-color-bg-elevated)',
    color: 'var(--ant-color-text)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--kd-nav-active-back)',
    color: 'var(--ant-color-text)',
  },
  '.cm-completionDetail': { color: 'var(--ant-color-text-secondary)', fontStyle: 'normal' },
  '.cm-diagnostic': { borderLeftColor: 'var(--kd-danger)' },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--kd-nav-active)', fontWeight: '600' },
  { tag: tags.string, color: 'var(--kd-good)' },
  { tag: [tags.number, tags.bool], color: 'var(--kd-warn-text)' },
  { tag: tags.comment, color: 'var(--kd-head-text)' },
  { tag: tags.typeName, color: 'var(--kd-chip-text)' },
]);

export default function PolicyEditor({ value, onChange, words, fault, label }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ onChange, words, value });
  latest.current = { onChange, words, value };
  const readOnly = onChange === undefined;

  useEffect(() => {
    if (!place.current) return;
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          EditorView.cspNonce.of(nonce),
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.lineWrapping,
          lineNumbers(),
          history(),
          bracketMatching(),
          closeBrackets(),
          cedar,
          syntaxHighlighting(colours),
          autocompletion({ override: [(context) => complete(context, latest.current.words)], icons: false }),
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          look,
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((one) => one.annotation(put)))
              latest.current.onChange?.(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [readOnly, label]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      annotations: put.of(true),
    });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const { doc } = editor.state;
    const marks = fault
      ? [{ ...placeOf(doc, fault.line, fault.column), severity: 'error' as const, message: fault.message }]
      : [];
    editor.dispatch(setDiagnostics(editor.state, marks));
  }, [fault]);

  return <div ref={place} className="kd-access-code" />;
}
