{* The progress bar in My account. Shown only where Echelon has answered. *}
<section class="col-xs-12 col-12 echelon-progress" aria-labelledby="echelon-progress-title">
  <h2 class="h4" id="echelon-progress-title">{l s='Your progress' mod='echelon'}</h2>
  {if $echelon.rung != ''}
    <p>{l s='Your level:' mod='echelon'} <strong>{$echelon.rung|escape:'htmlall':'UTF-8'}</strong></p>
  {/if}
  {if $echelon.next != ''}
    <p id="echelon-progress-next">
      {l s='Next level:' mod='echelon'} <strong>{$echelon.next|escape:'htmlall':'UTF-8'}</strong>{if $echelon.missing != ''},
      {l s='still missing:' mod='echelon'} {$echelon.missing|escape:'htmlall':'UTF-8'}{/if}
    </p>
    <progress max="100" value="{$echelon.percent|escape:'htmlall':'UTF-8'}" aria-labelledby="echelon-progress-title" aria-describedby="echelon-progress-next" style="width:100%">{$echelon.percent|escape:'htmlall':'UTF-8'} %</progress>
  {else}
    <p>{l s='You have reached the highest level.' mod='echelon'}</p>
  {/if}
</section>
