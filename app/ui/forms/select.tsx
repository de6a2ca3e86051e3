type SelectProps = { name: string; label: string; value: string; choices: readonly { value: string; label: string }[] };

/** One of many, where radios would fill the page: filters. */
export function Select({ name, label, value, choices }: SelectProps) {
  return (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      <select className="input" id={name} name={name} defaultValue={value}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}
